package io.pulseboard.delivery.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermessageDeflateTest {
    private static final String ANSWER = "permessage-deflate; client_no_context_takeover";

    private static @Nullable String answer(String... headers) {
        PermessageDeflate answer = PermessageDeflate.answer(ExtensionOffer.parse(List.of(headers)));
        return answer == null ? null : answer.header();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "Permessage-Deflate",
                "permessage-deflate; client_max_window_bits",
                "permessage-deflate;client_max_window_bits=8",
                "permessage-deflate; client_max_window_bits=\"15\"",
                "permessage-deflate; client_max_window_bits=\"1\\5\"",
                "permessage-deflate ; CLIENT_NO_CONTEXT_TAKEOVER",
                "x-webkit-deflate-frame, permessage-deflate",
                "mux; max-channels=4; flow-control, permessage-deflate",
                ", permessage-deflate,, ",
            })
    void isTaken(String offer) {
        assertThat(answer(offer)).isEqualTo(ANSWER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x-webkit-deflate-frame",
                "permessage-bzip2",
                "permessage-deflate; window=15",
                "permessage-deflate; client_max_window_bits; client_max_window_bits",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; client_no_context_takeover=true",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=015",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_max_window_bits=14",
                "permessage-deflate; server_max_window_bits=8",
            })
    void isDeclined(String offer) {
        assertThat(answer(offer)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                "permessage-deflate ; SERVER_NO_CONTEXT_TAKEOVER",
                "permessage-deflate; client_max_window_bits; server_no_context_takeover",
            })
    void whoWantsEveryMessageByItselfGetsThat(String offer) {
        PermessageDeflate answer = PermessageDeflate.answer(ExtensionOffer.parse(List.of(offer)));

        assertThat(answer)
                .isEqualTo(new PermessageDeflate(
                        "permessage-deflate; server_no_context_takeover; client_no_context_takeover", false));
    }

    @Test
    void theLargestWindowIsConfirmed() {
        assertThat(answer("permessage-deflate; server_max_window_bits=15"))
                .isEqualTo(ANSWER + "; server_max_window_bits=15");
    }

    @Test
    void theFirstOfferThatCanBeTakenIs() {
        assertThat(answer("permessage-deflate; server_max_window_bits=10, permessage-deflate; unknown,"
                        + " permessage-deflate; server_max_window_bits=15, permessage-deflate"))
                .isEqualTo(ANSWER + "; server_max_window_bits=15");
    }

    @Test
    void severalHeadersAreOneList() {
        assertThat(answer("permessage-deflate; server_max_window_bits=10", "permessage-deflate"))
                .isEqualTo(ANSWER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ";",
                "permessage-deflate;",
                "permessage-deflate; =15",
                "permessage-deflate; client_max_window_bits=",
                "permessage-deflate; client_max_window_bits=\"\"",
                "permessage-deflate; client_max_window_bits=\"15",
                "permessage-deflate; client_max_window_bits=\"15\\",
                "permessage-deflate; client_max_window_bits=\"1 5\"",
                "permessage-deflate client_max_window_bits",
                "permessage(deflate)",
                "permessage-d\u00e9flate",
            })
    void whatIsNoListOfExtensionsFails(String header) {
        assertThatThrownBy(() -> ExtensionOffer.parse(List.of(header)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("malformed");
    }
}
