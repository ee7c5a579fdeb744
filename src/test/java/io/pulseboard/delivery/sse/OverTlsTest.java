package io.pulseboard.delivery.sse;

import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.EventStreamClient;
import io.pulseboard.delivery.EventStreamClient.Request;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.delivery.TestCertificate;
import io.pulseboard.hub.Hub;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import javax.net.ssl.SSLSocketFactory;

/** HTTP/1.1 over TLS. */
@QuarkusTest
@TestProfile(LiveStreams.class)
class OverTlsTest extends EventStreamContract {
    @Inject
    OverTlsTest(Hub hub) {
        super(hub);
    }

    @Override
    String protocol() {
        return "HTTP/1.1";
    }

    @Override
    EventStreamClient open(Request request) {
        try {
            SSLSocketFactory sockets = TestCertificate.get().trusting().getSocketFactory();
            return EventStreamClient.open(request, sockets.createSocket("localhost", Board.securePort()));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
