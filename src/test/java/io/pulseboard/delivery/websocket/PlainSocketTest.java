package io.pulseboard.delivery.websocket;

import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.hub.Hub;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;

/** Without TLS. */
@QuarkusTest
@TestProfile(LiveStreams.class)
class PlainSocketTest extends SocketContract {
    @Inject
    PlainSocketTest(Hub hub) {
        super(hub);
    }

    @Override
    String scheme() {
        return "ws";
    }

    @Override
    int port() {
        return RestAssured.port;
    }
}
