package io.pulseboard.delivery.websocket;

import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.hub.Hub;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;

/** JSON, behind nginx. */
@QuarkusTest
@TestProfile(LiveStreams.class)
class SocketBehindNginxTest extends NginxSocketContract {
    @Inject
    SocketBehindNginxTest(Hub hub) {
        super(hub);
    }
}
