package io.pulseboard.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * So many inputs for each parser, a few seconds' worth, always from the same seeds and the same random numbers; {@code bench/fuzz} does it
 * for as long as one likes.
 */
class FuzzIT {
    private static final int INPUTS = 3000;
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    static List<String> targets() {
        return FuzzRun.targets();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void aParserGivesNothingButWhatItDeclares(String target, @TempDir Path folder)
            throws IOException, InterruptedException {
        FuzzRun run = new FuzzRun(target, folder);
        assertThat(run.seeds()).isNotEmptyDirectory();

        boolean clean = run.run("-runs=" + INPUTS, PATIENCE, 1);

        assertThat(clean).as(() -> lastWords(run.log())).isTrue();
        assertThat(run.executed()).isGreaterThanOrEqualTo(INPUTS);
    }

    @Test
    void allTargetsAreFound() {
        assertThat(targets()).hasSizeGreaterThan(6);
    }

    private static String lastWords(Path log) {
        try {
            String text = Files.readString(log, StandardCharsets.ISO_8859_1);
            return text.substring(Math.max(0, text.length() - 4000));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
