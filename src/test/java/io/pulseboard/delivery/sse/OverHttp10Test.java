package io.pulseboard.delivery.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.EventStreamClient;
import io.pulseboard.delivery.EventStreamClient.Request;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.hub.Hub;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** HTTP/1.0, as old proxies speak it: no chunks, the end of the connection is the end of the stream. */
@QuarkusTest
@TestProfile(LiveStreams.class)
class OverHttp10Test extends EventStreamContract {
    @Inject
    OverHttp10Test(Hub hub) {
        super(hub);
    }

    @Override
    String protocol() {
        return "HTTP/1.0";
    }

    @Override
    EventStreamClient open(Request request) {
        return EventStreamClient.open(request.version("HTTP/1.0"));
    }

    @Test
    void hasNoChunks() {
        try (EventStreamClient stream = open(Request.of(Board.stream("query", Board.fresh())))) {
            assertThat(stream.header("Transfer-Encoding")).isEmpty();
            assertThat(stream.header("Connection")).isEqualToIgnoringCase("close");
        }
    }
}
