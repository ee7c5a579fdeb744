package io.pulseboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionsTest {
    private static final String TOKEN = "s3cret:é";
    private static final Duration AGE = Duration.ofHours(1);

    private long seconds = 1_763_800_000;
    private final SessionCookie cookie = cookie(TOKEN);
    private final Sessions sessions = sessions(AGE);

    private SessionCookie cookie(String token) {
        return new SessionCookie(token, () -> Instant.ofEpochSecond(seconds));
    }

    private Sessions sessions(Duration maxAge) {
        Optional<String> token = Optional.of(TOKEN);
        return new Sessions(
                new WriteAccess(token, Map.of()),
                token,
                maxAge,
                () -> Instant.ofEpochSecond(seconds),
                () -> Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void aSessionHoldsUntilItsAgeIsOver() {
        String value = sessions.value(TOKEN);

        assertThat(cookie.holds(value)).isTrue();
        seconds += AGE.toSeconds() - 1;
        assertThat(cookie.holds(value)).isTrue();
        seconds++;
        assertThat(cookie.holds(value)).isFalse();
    }

    @Test
    void theExpiryStandsInTheValueAndTheTokenDoesNot() {
        assertThat(sessions.value(TOKEN))
                .matches("v1\\." + (seconds + AGE.toSeconds()) + "\\.[\\w-]{43}")
                .doesNotContain(TOKEN);
    }

    /** The same value on every server, so made by another program here: Python's hmac.new(token, text, sha256). */
    @Test
    void theSignatureIsAnHmacOverNameVersionAndExpiry() {
        assertThat(cookie.value(AGE)).isEqualTo("v1.1763803600.XqwZ4TfrlXCcpvc-BeJT28yFU6c7D02Jpj3Ur2sK64k");
    }

    @Test
    void aSessionDiesWithItsToken() {
        assertThat(cookie("another").holds(sessions.value(TOKEN))).isFalse();
    }

    @Test
    void aLaterExpiryNeedsAnotherSignature() {
        String value = sessions.value(TOKEN);
        String later = value.replace("v1.1763803600.", "v1.1763803601.");

        assertThat(later).isNotEqualTo(value);
        assertThat(cookie.holds(later)).isFalse();
    }

    @Test
    void noCharacterOfASessionCanBeAnother() {
        String value = sessions.value(TOKEN);
        for (int i = 0; i < value.length(); i++) {
            char other = value.charAt(i) == 'A' ? 'B' : 'A';

            assertThat(cookie.holds(value.substring(0, i) + other + value.substring(i + 1)))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v1",
                "v1..",
                "v1.99999999999999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "v1.9999999999.",
                "v1.9999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "v1.-1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "v2.9999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "s3cret:é"
            })
    void anythingElseIsNoSession(String value) {
        assertThat(cookie.holds(value)).isFalse();
    }

    @Test
    void aWrongTokenIsUnauthorized() {
        assertRefused(401, "guess");
    }

    @Test
    void afterTenWrongTokensTheRightOneHasToWaitToo() {
        for (int i = 0; i < Sessions.WRONG_PER_MINUTE; i++) {
            assertRefused(401, "guess " + i);
            seconds++;
        }

        assertRefused(429, "guess");
        assertRefused(429, TOKEN);
        seconds += 50;
        assertThat(sessions.value(TOKEN)).isNotEmpty();
    }

    @Test
    void rightTokensAreNotCounted() {
        for (int i = 0; i < 2 * Sessions.WRONG_PER_MINUTE; i++) {
            assertThat(sessions.value(TOKEN)).isNotEmpty();
        }
    }

    @Test
    void whoWaitsIsToldHowLong() {
        for (int i = 0; i < Sessions.WRONG_PER_MINUTE; i++) {
            assertRefused(401, "guess");
        }
        seconds += 18;

        assertThatThrownBy(() -> sessions.value(TOKEN))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.header("Retry-After", "")).isEqualTo("42"));
    }

    @Test
    void withoutATokenThereAreNoSessions() {
        Sessions closed = new Sessions(
                new WriteAccess(Optional.empty(), Map.of()), Optional.empty(), AGE, () -> Instant.EPOCH, () -> 0);

        assertThatThrownBy(() -> closed.value(""))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(403));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT59S", "PT0S", "-PT1H", "PT9600H1S"})
    void anAgeThatMakesNoSenseIsRefusedByName(String age) {
        assertThatThrownBy(() -> sessions(Duration.parse(age))).hasMessageContaining("pulseboard.session.max-age");
    }

    private void assertRefused(int status, String token) {
        assertThatThrownBy(() -> sessions.value(token)).isInstanceOfSatisfying(ProblemException.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(status);
            assertThat(refusal.problem().message()).doesNotContain(token);
        });
    }
}
