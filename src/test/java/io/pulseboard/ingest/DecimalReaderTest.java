package io.pulseboard.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalReaderTest {
    private static final long SEED = 20_261_129;

    private final DecimalReader reader = new DecimalReader();

    private boolean read(String text) {
        byte[] bytes = ("x" + text + "9").getBytes(StandardCharsets.UTF_8);
        return reader.read(bytes, 1, bytes.length - 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "+1",
                "1.",
                ".5",
                "-.5",
                "00012",
                "1e5",
                "1E+5",
                "1.5e-5",
                "9007199254740993",
                "1e22",
                "1e23",
                "123456789012345678",
                "1234567890123456789012345",
                "0.1",
                "2.2250738585072014e-308",
                "4.9e-324",
                "1e-400",
                "1.7976931348623157e308"
            })
    void numbersAreThoseOfTheJdk(String text) {
        assertThat(read(text)).isTrue();
        assertThat(reader.value()).isEqualTo(Double.parseDouble(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+",
                ".",
                "e5",
                "1e",
                "1e+",
                "--1",
                "+-1",
                "1.2.3",
                "1 ",
                " 1",
                "0x1",
                "1_0",
                "1d",
                "1f",
                "NaN",
                "Infinity",
                "1e5.0",
                "١"
            })
    void nothingElseIsANumber(String text) {
        assertThat(read(text)).isFalse();
    }

    @Test
    void whatIsBeyondTheRangeIsInfinite() {
        assertThat(read("-1e999999999999")).isTrue();
        assertThat(reader.value()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void whatTheJdkWritesIsReadToTheBit() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(read(Double.toString(value))).isTrue();
                assertThat(reader.value()).as("number %d of seed %d", i, SEED).isEqualTo(value);
            }
            double plain = random.nextInt(-1_000_000, 1_000_000) / 1_000.0;
            assertThat(read(String.format(Locale.ROOT, "%.3f", plain))).isTrue();
            assertThat(reader.value()).as("number %d of seed %d", i, SEED).isEqualTo(plain);
        }
    }
}
