package io.pulseboard.delivery.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pulseboard.http.ProblemException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationParameterTest {
    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "30s, PT30S",
        "5m, PT5M",
        "1h30m, PT1H30M",
        "1d, PT24H",
        "2w, PT336H",
        "0h1s, PT1S",
        "9999999999w, PT8784H"
    })
    void readsDurationsAsPromQlWritesThem(String text, Duration duration) {
        assertThat(DurationParameter.parse("range", text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "5", "m", "5 m", "-5m", "5min", "PT5M", "0s", "0h0m", "1.5h", "٣m", "99999999999s", "5m "})
    void refusesEverythingElse(String text) {
        ProblemException e = assertThrows(ProblemException.class, () -> DurationParameter.parse("range", text));

        assertThat(e.status()).isEqualTo(400);
        assertThat(e.problem().code()).isEqualTo("bad_range");
        assertThat(e.problem().message()).contains("'" + text + "'");
        assertThat(e.problem().expected()).isEqualTo("a duration such as 30s, 5m or 1h");
    }

    @Test
    void shortensALongTextInItsMessage() {
        ProblemException e =
                assertThrows(ProblemException.class, () -> DurationParameter.parse("step", "9s".repeat(10_000)));

        assertThat(e.problem().message()).hasSizeLessThan(120);
    }
}
