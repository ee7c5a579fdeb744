package io.pulseboard.delivery.websocket;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pulseboard.delivery.BinaryMessages;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.delivery.Nginx;
import io.pulseboard.hub.Hub;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** CBOR, behind a real nginx that is told where to pass requests on, and to pass on upgrades. */
@QuarkusTest
@TestProfile(LiveStreams.class)
class BinarySocketBehindNginxTest extends SocketContract {
    private static @Nullable Nginx nginx;

    @Inject
    BinarySocketBehindNginxTest(Hub hub) {
        super(hub);
    }

    @Override
    String subprotocol() {
        return BinaryMessages.PROTOCOL;
    }

    @Override
    String scheme() {
        return "ws";
    }

    /** Started with the first socket, when the port of the program is known. */
    @Override
    int port() {
        Nginx running = nginx;
        if (running == null) {
            running = Nginx.upgradingInFrontOf(RestAssured.port);
            nginx = running;
        }
        return running.port();
    }

    @BeforeAll
    static void needNginx() {
        if (!Nginx.isInstalled()) {
            System.out.println("SKIPPED: the binary WebSocket behind nginx, since there is no " + Nginx.PROGRAM);
        }
        assumeTrue(Nginx.isInstalled(), "nginx is not installed");
    }

    @AfterAll
    static void stopNginx() {
        Nginx running = nginx;
        if (running != null) {
            running.close();
        }
        nginx = null;
    }
}
