package io.pulseboard.delivery.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.EventStreamClient;
import io.pulseboard.delivery.EventStreamClient.Request;
import io.pulseboard.delivery.Gunzip;
import io.pulseboard.delivery.Inbox;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.delivery.StreamMessage;
import io.pulseboard.delivery.TestCertificate;
import io.pulseboard.hub.Hub;
import io.pulseboard.metric.SeriesKey;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What comes over a compressed event stream, up to its end, for which this program of its own is told to stop. */
@QuarkusTest
@TestProfile(CompressedStreamTest.ToBeStopped.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CompressedStreamTest {
    private static final int MANY = 2000;

    private final Hub hub;
    private final Board board;
    private final Event<ShutdownDelayInitiatedEvent> shutdown;
    private final String name = Board.fresh();

    /** A program that no other test uses. */
    public static class ToBeStopped extends LiveStreams {}

    @Inject
    CompressedStreamTest(Hub hub, Event<ShutdownDelayInitiatedEvent> shutdown) {
        this.hub = hub;
        this.board = new Board(hub);
        this.shutdown = shutdown;
    }

    private Request request() {
        return Request.of(Board.stream("query", "{__name__=~\"" + name + ".*\"}"))
                .header("Accept-Encoding", "gzip");
    }

    private EventStreamClient open() {
        return EventStreamClient.open(request());
    }

    @Test
    @Order(1)
    void isSharedByClientsThatJoinOneAfterTheOtherAndByPlainOnes() {
        board.set(name, 0);
        try (EventStreamClient first = open()) {
            assertThat(first.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(first.retryMillis()).isBetween(1000L, 3999L);
            for (int value = 1; value <= 5; value++) {
                board.set(name, value);
                first.inbox().untilValue(name, value);
                try (EventStreamClient second = open();
                        EventStreamClient plain = EventStreamClient.open(Request.of(Board.stream("query", name)))) {
                    second.inbox().next("snapshot");
                    plain.inbox().next("snapshot");
                    board.set(name, value + 0.5);

                    assertThat(second.inbox().until("update").value(name)).isEqualTo(value + 0.5);
                    assertThat(plain.inbox().until("update").value(name)).isEqualTo(value + 0.5);
                    first.inbox().untilValue(name, value + 0.5);
                }
            }
        }
    }

    @Test
    @Order(1)
    void holdsAnnotationsAndHeartbeats() {
        try (EventStreamClient stream = open()) {
            stream.inbox().next("snapshot");
            hub.annotate(1, "deployed 1.2", List.of());

            assertThat(stream.inbox().until("annotation").text("text")).isEqualTo("deployed 1.2");
            stream.inbox().until("heartbeat");
            board.set(name, 1);
            stream.inbox().untilValue(name, 1);
        }
    }

    @Test
    @Order(1)
    void holdsSnapshotsLargerThanWhatADeflaterLooksBackOn() {
        List<SeriesKey> keys = IntStream.range(0, MANY)
                .mapToObj(i -> SeriesKey.of(name, "instance", "10.0.0." + i))
                .toList();
        board.set(keys, 1999);
        String last = keys.get(MANY - 1).toString();
        try (EventStreamClient witness = open()) {
            witness.inbox().untilValue(last, 1999);
        }
        try (EventStreamClient stream = open()) {
            StreamMessage snapshot = stream.inbox().next("snapshot");
            assertThat(snapshot.keys()).hasSize(MANY);

            assertThat(snapshot.value(last)).isEqualTo(1999);
            board.set(name + "_more", 1);
            stream.inbox().untilValue(name + "_more", 1);
        }
    }

    @Test
    @Order(1)
    void holdsWhatAClientThatDidNotReadHasMissed() {
        List<SeriesKey> keys = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            keys.add(SeriesKey.of(name, "noise", noise(i)));
        }
        try (EventStreamClient slow =
                        EventStreamClient.openWithoutReading(request().receiveBuffer(4096));
                EventStreamClient witness = open()) {
            witness.inbox().next("snapshot");
            for (int round = 1; round <= 30; round++) {
                board.set(keys, round);
                witness.inbox().until("update");
            }

            slow.read();

            StreamMessage merged =
                    slow.inbox().until(message -> message.json().path("merged").asInt() > 0);
            assertThat(merged.value(keys.get(299).toString())).isEqualTo(30);
            board.set(name + "_more", 1);
            slow.inbox().untilValue(name + "_more", 1);
        }
    }

    /** Text that does not become much shorter. */
    private static String noise(int seed) {
        byte[] bytes = new byte[2000];
        new Random(seed).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    @Order(1)
    void hasTheSameHeadForHead() throws IOException, InterruptedException {
        HttpResponse<Void> head = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(request().uri())
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .header("Accept-Encoding", "br, gzip")
                                .build(),
                        BodyHandlers.discarding());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(head.headers().firstValue("Vary")).contains("Accept-Encoding");
    }

    @Test
    @Order(1)
    void isWhatANavigationGetsToo() {
        try (EventStreamClient page = EventStreamClient.open(request().header("Sec-Fetch-Dest", "document"))) {
            assertThat(page.header("Content-Type")).startsWith("text/plain");
            assertThat(page.header("Content-Encoding")).isEqualTo("gzip");

            page.inbox().next("snapshot");
        }
    }

    @Test
    @Order(1)
    void doesNotHoldErrors() {
        try (EventStreamClient refused = EventStreamClient.open(
                Request.of(Board.stream("query", "up[5m]")).header("Accept-Encoding", "gzip"))) {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.header("Content-Encoding")).isEmpty();
            assertThat(StreamMessage.parse(refused.text()).text("code")).isEqualTo("bad_query");
        }
    }

    @Test
    @Order(2)
    void endsWholeWhenTheServerStops() throws IOException, InterruptedException {
        Map<String, CompletableFuture<byte[]>> streams = new LinkedHashMap<>();
        streams.put("HTTP/1.0", CompletableFuture.supplyAsync(() -> overHttp10(request())));
        streams.put("HTTP/1.1", body(HttpClient.Version.HTTP_1_1, request()));
        streams.put("h2c", body(HttpClient.Version.HTTP_2, request()));
        streams.put("HTTP/2", body(HttpClient.Version.HTTP_2, request().to("https", Board.securePort())));
        streams.put("TLS", body(HttpClient.Version.HTTP_1_1, request().to("https", Board.securePort())));
        try (EventStreamClient witness = open()) {
            await().atMost(Inbox.PATIENCE).until(() -> viewers() == streams.size() + 1);
            for (int value = 1; value <= 5; value++) {
                board.set(name, value);
                witness.inbox().untilValue(name, value);
            }
        }

        shutdown.fire(new ShutdownDelayInitiatedEvent());

        for (Map.Entry<String, CompletableFuture<byte[]>> stream : streams.entrySet()) {
            byte[] body = stream.getValue().orTimeout(20, TimeUnit.SECONDS).join();
            assertThat(new String(Gunzip.java(body), StandardCharsets.UTF_8))
                    .as(stream.getKey())
                    .startsWith("retry: ")
                    .contains("{\"" + name + "\":5}")
                    .contains("\ndata: {\"type\":\"bye\",\"reason\":\"shutdown\"")
                    .endsWith("}\n\n");
            if (Gunzip.isInstalled()) {
                assertThat(Gunzip.test(body)).as(stream.getKey()).isEmpty();
            }
        }
    }

    private static double viewers() {
        Matcher line = Pattern.compile("(?m)^pulseboard_viewers\\{.*transport=\"sse\".*} (\\S+)$")
                .matcher(RestAssured.get("/q/metrics").asString());
        return line.find() ? Double.parseDouble(line.group(1)) : -1;
    }

    private static CompletableFuture<byte[]> body(HttpClient.Version version, Request request) {
        HttpClient client = HttpClient.newBuilder()
                .version(version)
                .sslContext(TestCertificate.get().trusting())
                .build();
        HttpRequest get = HttpRequest.newBuilder(request.uri())
                .header("Accept-Encoding", "gzip")
                .build();
        return client.sendAsync(get, BodyHandlers.ofByteArray()).thenApply(answer -> {
            assertThat(answer.version()).isEqualTo(version);
            assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
            return answer.body();
        });
    }

    /** All that comes after the head, up to the end of the connection. */
    private static byte[] overHttp10(Request request) {
        URI uri = request.uri();
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            String head = "GET " + uri.getRawPath() + "?" + uri.getRawQuery()
                    + " HTTP/1.0\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readAllBytes();
            int body = new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
            return Arrays.copyOfRange(answer, body, answer.length);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
