package io.pulseboard.delivery.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonDocumentTest {
    @ParameterizedTest
    @CsvSource({
        "42, 42",
        "0.7, 0.7",
        "-0.0, 0",
        "1e15, 1.0E15",
        "1e14, 100000000000000",
        "1e-7, 1.0E-7",
        "NaN, null",
        "Infinity, null",
        "-Infinity, null",
        "1.7976931348623157E308, 1.7976931348623157E308"
    })
    void writesNumbersAsStreamsDo(double number, String json) {
        byte[] document = JsonDocument.of(to -> JsonDocument.writeNumber(to, number));

        assertThat(new String(document, StandardCharsets.UTF_8)).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0.1", "3, 3", "NaN, null", "Infinity, null", "16777216, 16777216"})
    void writesSinglePrecisionInFewDigits(float number, String json) {
        byte[] document = JsonDocument.of(to -> JsonDocument.writeNumber(to, number));

        assertThat(new String(document, StandardCharsets.UTF_8)).isEqualTo(json);
    }
}
