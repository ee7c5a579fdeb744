package io.pulseboard.delivery.websocket;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pulseboard.delivery.Nginx;
import io.pulseboard.hub.Hub;
import io.restassured.RestAssured;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Behind a real nginx that is told where to pass requests on, and to pass on upgrades. */
abstract class NginxSocketContract extends SocketContract {
    private static @Nullable Nginx nginx;

    NginxSocketContract(Hub hub) {
        super(hub);
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
            System.out.println("SKIPPED: the WebSocket behind nginx, since there is no " + Nginx.PROGRAM);
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
