package io.pulseboard.delivery.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pulseboard.http.ProblemException;
import io.vertx.core.MultiMap;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbePlanTest {
    private static final Duration LONGEST = Duration.ofSeconds(120);

    private static ProbePlan parse(String query, @Nullable String lastEventId) {
        MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.add(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return ProbePlan.parse(parameters, lastEventId, LONGEST);
    }

    @Test
    void withoutParametersItIsShort() {
        assertThat(parse("", null)).isEqualTo(new ProbePlan(200, 10, 0, null, false));
    }

    @ParameterizedTest
    @CsvSource({
        "every=20&count=1000, 20, 1000",
        "every=10000&count=12, 10000, 12",
        "every=10000, 10000, 10",
        "idle=120, 120000, 1",
        "idle=1, 1000, 1"
    })
    void itTakesAtMostAsLongAsAllowed(String query, long every, int count) {
        assertThat(parse(query, null)).isEqualTo(new ProbePlan(every, count, 0, null, false));
    }

    @Test
    void theHeaderBeatsTheParameterThatAnEventSourceRepeats() {
        assertThat(parse("after=3", "41")).isEqualTo(new ProbePlan(200, 10, 41, "Last-Event-ID", false));
        assertThat(parse("after=3", "").resumedBy()).isEqualTo("after");
    }

    @Test
    void itCanBePlain() {
        assertThat(parse("encoding=identity", null).plain()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            every=19           | every    | every: 19 is out of range, expected a whole number from 20 to 10000
            every=10001        | every    | every: 10001 is out of range, expected a whole number from 20 to 10000
            every=2s           | every    | every: '2s' is not a number, expected a whole number from 20 to 10000
            every=-1           | every    | every: '-1' is not a number, expected a whole number from 20 to 10000
            every=             | every    | every: '' is not a number, expected a whole number from 20 to 10000
            count=0            | count    | count: 0 is out of range, expected a whole number from 1 to 600
            every=10000&count=13 | count  | count: 13 is out of range, expected a whole number from 1 to 12
            every=20&count=1001 | count   | count: 1001 is out of range, expected a whole number from 1 to 1000
            count=99999999999999999999 | count | count: '99999999999999999999' is not a number, expected a whole number from 1 to 600
            idle=0             | idle     | idle: 0 is out of range, expected a whole number from 1 to 120
            idle=121           | idle     | idle: 121 is out of range, expected a whole number from 1 to 120
            idle=5&count=2     | idle     | idle: it cannot be together with every and count, expected idle alone
            after=x            | after    | after: 'x' is not a number, expected a whole number from 0 to 1000000000
            encoding=gzip      | encoding | encoding: 'gzip' is not possible, expected identity, or nothing
            evry=20            | evry     | evry: there is no such parameter, expected one of every, count, idle, after, encoding
            every=20&every=30  | every    | every: it is given more than once, expected one value
            """)
    void whatIsWrongIsNamed(String query, String parameter, String message) {
        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> parse(query, null));

        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.problem().parameter()).isEqualTo(parameter);
        assertThat(refusal.problem().message()).isEqualTo(message);
    }

    @Test
    void anIdThatIsNoneOfOursIsRefused() {
        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> parse("", "k3-1042"));

        assertThat(refusal.problem().parameter()).isEqualTo("Last-Event-ID");
    }

    @Test
    void whatIsEchoedIsShort() {
        String endless = "x".repeat(10_000);

        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> parse("every=" + endless, null));

        assertThat(refusal.problem().message()).hasSizeLessThan(200);
    }
}
