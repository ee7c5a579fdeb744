package io.pulseboard.delivery.sse;

import io.pulseboard.delivery.EventStreamClient;
import io.pulseboard.delivery.EventStreamClient.Request;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.hub.Hub;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.http.HttpClient;

/** HTTP/2 without TLS, by the upgrade from HTTP/1.1. */
@QuarkusTest
@TestProfile(LiveStreams.class)
class OverCleartextHttp2Test extends EventStreamContract {
    @Inject
    OverCleartextHttp2Test(Hub hub) {
        super(hub);
    }

    @Override
    String protocol() {
        return "HTTP_2";
    }

    @Override
    EventStreamClient open(Request request) {
        return EventStreamClient.open(
                request,
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build());
    }
}
