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
import java.net.http.HttpClient;

/** HTTP/2 over TLS, as browsers speak it. */
@QuarkusTest
@TestProfile(LiveStreams.class)
class OverHttp2Test extends EventStreamContract {
    @Inject
    OverHttp2Test(Hub hub) {
        super(hub);
    }

    @Override
    String protocol() {
        return "HTTP_2";
    }

    @Override
    EventStreamClient open(Request request) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(TestCertificate.get().trusting())
                .build();
        return EventStreamClient.open(request.to("https", Board.securePort()), client);
    }
}
