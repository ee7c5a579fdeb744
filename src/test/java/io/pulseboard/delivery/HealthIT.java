package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an orchestrator is told while thousands watch, and while they are sent away. */
class HealthIT {
    private static final int VIEWERS = 2000;
    private static final String LIVE = "/q/health/live";
    private static final String READY = "/q/health/ready";

    @TempDir
    Path directory;

    private final List<Socket> viewers = new ArrayList<>();
    private PackagedServer server;

    @BeforeEach
    void start() throws IOException {
        server = new PackagedServer(directory, "-Dpulseboard.drain=5s");
        for (int i = 0; i < VIEWERS; i++) {
            viewers.add(i % 2 == 0 ? open(server.stream(), "") : open(server.socket(), HANDSHAKE));
        }
        await().atMost(Inbox.PATIENCE)
                .until(() -> server.text("/q/metrics")
                                .lines()
                                .filter(line -> line.startsWith("pulseboard_viewers{"))
                                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf('}') + 2)))
                                .sum()
                        == VIEWERS);
    }

    private static final String HANDSHAKE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private static Socket open(URI uri, String headers) throws IOException {
        Socket socket = new Socket("localhost", uri.getPort());
        socket.setSoTimeout((int) Inbox.PATIENCE.toMillis());
        String request = "GET " + uri.getPath() + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket viewer : viewers) {
            viewer.close();
        }
        server.close();
    }

    @Test
    void itIsAliveAndReadyWhileThousandsWatch() {
        assertThat(server.get(LIVE)).isEqualTo(200);
        assertThat(server.get(READY)).isEqualTo(200);
    }

    @Test
    void itIsAliveAndNotReadyWhileThousandsAreSentAway() throws IOException {
        server.terminate();

        await().atMost(Inbox.PATIENCE).until(() -> server.get(READY) == 503);
        assertThat(server.get(LIVE)).isEqualTo(200);
        for (Socket viewer : viewers) {
            String all = new String(viewer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all).contains("\"type\":\"bye\"");
        }
        server.awaitEnd();
    }
}
