package io.pulseboard.ingest.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcFileTest {
    @TempDir
    Path directory;

    private ProcFile loaded(String content) throws IOException {
        Path path = directory.resolve("file");
        Files.writeString(path, content);
        ProcFile file = new ProcFile();
        file.load(path);
        return file;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.47, 0.47",
        "12.070, 12.07",
        "-1, -1",
        "-0.5, -0.5",
        "9007199254740993, 9007199254740992",
        "18446744073709551615, 1.8446744073709552E19",
        "99999999999999999999999, 1E23",
        "0.1234567890123456789012, 0.12345678901234568",
    })
    void readsNumbersAsTheNearestDouble(String text, double expected) throws IOException {
        ProcFile file = loaded(text + "\n");
        file.nextLine();
        assertThat(file.number()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max", "", "-", ".", "1x", "1.2.3", "0x10", "1e5", "--1"})
    void refusesWhatIsNoNumberAndSaysWhere(String text) throws IOException {
        ProcFile file = loaded("first\n" + text + "\n");
        file.nextLine();
        file.nextLine();
        assertThatThrownBy(file::number)
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("file line 2: expected a number");
    }

    @Test
    void walksLinesAndWords() throws IOException {
        ProcFile file = loaded("a  bb\tc\n\nlast");
        assertThat(file.nextLine()).isTrue();
        assertThat(file.word() + file.word() + file.word()).isEqualTo("abbc");
        assertThat(file.hasWord()).isFalse();
        assertThat(file.nextLine()).isTrue();
        assertThat(file.hasWord()).isFalse();
        assertThat(file.nextLine()).isTrue();
        assertThat(file.rest()).isEqualTo("last");
        assertThat(file.nextLine()).isFalse();
    }

    @Test
    void passesOverAWordOnlyIfItIsWhole() throws IOException {
        ProcFile file = loaded("some someone");
        file.nextLine();
        assertThat(file.skipWord("some")).isTrue();
        assertThat(file.skipWord("some")).isFalse();
        assertThat(file.word()).isEqualTo("someone");
    }

    @Test
    void growsForALongFileAndReusesItsBufferForAShortOne() throws IOException {
        ProcFile file = loaded("x".repeat(100_000) + " 7\n");
        file.nextLine();
        file.skipWords(1);
        assertThat(file.number()).isEqualTo(7);
        Files.writeString(directory.resolve("file"), "1\n");
        file.load(directory.resolve("file"));
        file.nextLine();
        assertThat(file.rest()).isEqualTo("1");
        assertThat(file.nextLine()).isFalse();
    }

    @Test
    void aMissingFileIsToldFromAnUnreadableOne() {
        assertThatThrownBy(() -> new ProcFile().load(directory.resolve("nothing")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void anEmptyFileHasNoLineAndNoNumber() throws IOException {
        ProcFile file = loaded("");
        assertThat(file.nextLine()).isFalse();
        assertThatThrownBy(file::number).isInstanceOf(MalformedFileException.class);
    }
}
