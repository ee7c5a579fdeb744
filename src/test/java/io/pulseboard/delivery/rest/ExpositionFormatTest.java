package io.pulseboard.delivery.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpositionFormatTest {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String PROMETHEUS_2 = "application/openmetrics-text;version=1.0.0,"
            + "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
    private static final String PROMETHEUS_3 = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
            + "application/openmetrics-text;version=0.0.1;q=0.5,"
            + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*/*",
                "text/*",
                "text/plain",
                "application/json",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "application/openmetrics-text; version=2.0.0",
                "application/openmetrics-text;q=0,text/plain;q=0.1",
                "application/openmetrics-text;q=nonsense",
                "text/plain;q=0.2,application/openmetrics-text;q=0.1",
                "nonsense,;;,/,text/",
            })
    void isTextForMost(String accept) {
        assertThat(ExpositionFormat.negotiate(List.of(accept)).contentType()).isEqualTo(TEXT);
    }

    @Test
    void isTextForAClientThatSaysNothing() {
        assertThat(ExpositionFormat.negotiate(List.of()).contentType()).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PROMETHEUS_2,
                "application/openmetrics-text",
                "text/plain;q=0.1,application/openmetrics-text;q=0.2",
                "*/*,application/openmetrics-text",
                "Application/OpenMetrics-Text; Version=\"1.0.0\"",
            })
    void isOpenMetricsForWhomThatIsBest(String accept) {
        assertThat(ExpositionFormat.negotiate(List.of(accept)).contentType())
                .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    }

    @Test
    void allowsUtf8NamesToPrometheus3() {
        assertThat(ExpositionFormat.negotiate(List.of(PROMETHEUS_3)).contentType())
                .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/plain;version=1.0.0;escaping=allow-utf-8 | version=1.0.0; charset=utf-8; escaping=allow-utf-8",
                "text/plain;version=0.0.4;escaping=values | version=0.0.4; charset=utf-8; escaping=underscores",
                "application/openmetrics-text;version=0.0.1 | version=0.0.1; charset=utf-8",
            })
    void saysWhichVersionAndEscapingItIs(String accept, String parameters) {
        assertThat(ExpositionFormat.negotiate(List.of(accept)).contentType()).endsWith("; " + parameters);
    }

    @Test
    void looksAtEveryAcceptHeader() {
        List<String> accept = List.of("text/plain;q=0.5", "application/openmetrics-text");

        assertThat(ExpositionFormat.negotiate(accept).openMetrics()).isTrue();
    }
}
