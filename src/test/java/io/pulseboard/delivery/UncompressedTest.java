package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.delivery.EventStreamClient.Request;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code pulseboard.stream.compression=off}. */
@QuarkusTest
@TestProfile(UncompressedTest.Off.class)
class UncompressedTest {
    /** The same as in other tests, but for this. */
    public static class Off extends LiveStreams {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = super.getConfigOverrides();
            settings.put("pulseboard.stream.compression", "off");
            return settings;
        }
    }

    @Test
    void eventStreamsArePlainWhateverIsAccepted() {
        Request request = Request.of(Board.stream()).header("Accept-Encoding", "gzip");
        try (EventStreamClient stream = EventStreamClient.open(request)) {
            assertThat(stream.header("Content-Encoding")).isEmpty();
            assertThat(stream.header("Vary")).isEmpty();
            stream.inbox().next("snapshot");
        }
    }

    @Test
    void webSocketsArePlainWhateverIsOffered() throws IOException {
        try (DeflatedSocketClient socket = DeflatedSocketClient.open(Board.socket("wait", "false"))) {
            assertThat(socket.extension()).isEmpty();
            socket.next();
            assertThat(socket.wasCompressed()).isFalse();
        }
    }

    @Test
    void whoCompressesAllTheSameBreaksTheProtocol() throws IOException {
        try (DeflatedSocketClient socket = DeflatedSocketClient.open(Board.socket("wait", "true"))) {
            socket.send("{\"op\":\"ping\"}");

            assertThat(socket.closeCode()).isEqualTo(1002);
        }
    }
}
