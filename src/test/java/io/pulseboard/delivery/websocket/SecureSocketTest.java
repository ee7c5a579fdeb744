package io.pulseboard.delivery.websocket;

import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.hub.Hub;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;

/** With TLS. */
@QuarkusTest
@TestProfile(LiveStreams.class)
class SecureSocketTest extends SocketContract {
    @Inject
    SecureSocketTest(Hub hub) {
        super(hub);
    }

    @Override
    String scheme() {
        return "wss";
    }

    @Override
    int port() {
        return Board.securePort();
    }
}
