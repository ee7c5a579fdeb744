package io.pulseboard.delivery.websocket;

import io.pulseboard.delivery.BinaryMessages;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.hub.Hub;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;

/** CBOR, behind nginx. */
@QuarkusTest
@TestProfile(LiveStreams.class)
class BinarySocketBehindNginxTest extends NginxSocketContract {
    @Inject
    BinarySocketBehindNginxTest(Hub hub) {
        super(hub);
    }

    @Override
    String subprotocol() {
        return BinaryMessages.PROTOCOL;
    }
}
