package io.pulseboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulseboard.http.WriteAccess.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteAccessTest {
    private final WriteAccess access = new WriteAccess(Optional.of("s3cret:é"), Map.of("shop", "of-the-shop"));

    @ParameterizedTest
    @ValueSource(strings = {"Bearer s3cret:é", "bearer s3cret:é", "Token s3cret:é", "TOKEN   s3cret:é "})
    void theTokenInAHeaderGrants(String authorization) {
        assertThat(access.judge(authorization)).isEqualTo(Verdict.GRANTED);
    }

    @Test
    void theTokenAsPasswordGrantsWithAnyUser() {
        assertThat(access.judge(basic("anyone:s3cret:é"))).isEqualTo(Verdict.GRANTED);
        assertThat(access.judge(basic(":s3cret:é"))).isEqualTo(Verdict.GRANTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer s3cret",
                "s3cret:é",
                "Digest s3cret:é",
                "Basic !",
                "Basic czNjcmV0"
            })
    void anythingElseDoesNot(String authorization) {
        assertThat(access.judge(authorization)).isEqualTo(Verdict.UNAUTHORIZED);
    }

    @Test
    void noHeaderDoesNot() {
        assertThat(access.judge(null)).isEqualTo(Verdict.UNAUTHORIZED);
    }

    @Test
    void withoutATokenWritingIsClosedToAll() {
        assertThat(new WriteAccess(Optional.empty(), Map.of()).judge("Bearer ")).isEqualTo(Verdict.CLOSED);
    }

    @Test
    void aBlankTokenIsNoToken() {
        assertThatThrownBy(() -> new WriteAccess(Optional.of(" "), Map.of()))
                .hasMessageContaining("pulseboard.ingest.token");
    }

    @Test
    void aTokenWithANameGrantsTooAndIsKnownByIt() {
        assertThat(access.judge("Bearer of-the-shop")).isEqualTo(Verdict.GRANTED);
        assertThat(access.holder("Bearer of-the-shop")).isEqualTo("shop");
        assertThat(access.holder("Token s3cret:é")).isEqualTo("default");
        assertThat(access.holder("Bearer of-the-shops")).isNull();
        assertThat(access.isToken("of-the-shop")).isFalse();
    }

    @Test
    void namedTokensAloneOpenWriting() {
        WriteAccess named = new WriteAccess(Optional.empty(), Map.of("shop", "of-the-shop"));

        assertThat(named.judge("Bearer of-the-shop")).isEqualTo(Verdict.GRANTED);
        assertThat(named.judge(null)).isEqualTo(Verdict.UNAUTHORIZED);
    }

    @Test
    void twoNamesForOneTokenAreRefused() {
        assertThatThrownBy(() -> new WriteAccess(Optional.of("a"), Map.of("shop", "a")))
                .hasMessageContaining("pulseboard.ingest.tokens.shop")
                .hasMessageNotContaining("= a");
        assertThatThrownBy(() -> new WriteAccess(Optional.empty(), Map.of("shop", "")))
                .hasMessage("pulseboard.ingest.tokens.shop is blank");
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
