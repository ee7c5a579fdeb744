package io.pulseboard.delivery.sse;

import io.pulseboard.delivery.EventStreamClient;
import io.pulseboard.delivery.EventStreamClient.Request;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.hub.Hub;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;

/** Plain HTTP/1.1: chunks. */
@QuarkusTest
@TestProfile(LiveStreams.class)
class OverHttp11Test extends EventStreamContract {
    @Inject
    OverHttp11Test(Hub hub) {
        super(hub);
    }

    @Override
    String protocol() {
        return "HTTP/1.1";
    }

    @Override
    EventStreamClient open(Request request) {
        return EventStreamClient.open(request);
    }
}
