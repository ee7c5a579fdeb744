package io.pulseboard.delivery.sse;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pulseboard.delivery.EventStreamClient;
import io.pulseboard.delivery.EventStreamClient.Request;
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

/** Behind a real nginx that is told nothing but where to pass requests on: it speaks HTTP/1.0 to us and buffers by default. */
@QuarkusTest
@TestProfile(LiveStreams.class)
class BehindNginxTest extends EventStreamContract {
    @Inject
    BehindNginxTest(Hub hub) {
        super(hub);
    }

    @Override
    String protocol() {
        return "HTTP/1.1";
    }

    @Override
    EventStreamClient open(Request request) {
        return EventStreamClient.open(request.to("http", nginx().port()));
    }

    private static @Nullable Nginx nginx;

    /** Started with the first request, when the port of the program is known. */
    private static Nginx nginx() {
        Nginx running = nginx;
        if (running == null) {
            running = Nginx.inFrontOf(RestAssured.port);
            nginx = running;
        }
        return running;
    }

    @BeforeAll
    static void needNginx() {
        if (!Nginx.isInstalled()) {
            System.out.println("SKIPPED: the event stream behind nginx, since there is no " + Nginx.PROGRAM);
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
