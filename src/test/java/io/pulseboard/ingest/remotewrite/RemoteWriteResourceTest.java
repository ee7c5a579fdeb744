package io.pulseboard.ingest.remotewrite;

import static io.pulseboard.ingest.remotewrite.Writes.NOW;
import static io.pulseboard.ingest.remotewrite.Writes.request;
import static io.pulseboard.ingest.remotewrite.Writes.sample;
import static io.pulseboard.ingest.remotewrite.Writes.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.ingest.RecordingSink;
import io.pulseboard.ingest.WithRecordingSink;
import io.pulseboard.ingest.remotewrite.Writes.Symbols;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From outside, with every header as a sender chooses it. The words in quotes are headings of Remote-Write 2.0. */
@QuarkusTest
@TestProfile(WithRecordingSink.class)
class RemoteWriteResourceTest {
    private static final String VERSION_1 = "application/x-protobuf";
    private static final String VERSION_2 = "application/x-protobuf;proto=io.prometheus.write.v2.Request";
    private static final String BEARER = "Bearer " + WithRecordingSink.TOKEN;

    @Inject
    RecordingSink sink;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Symbols symbols = new Symbols();

    @BeforeEach
    void empty() {
        sink.clear();
    }

    private HttpResponse<String> post(
            @Nullable String contentType, @Nullable String encoding, @Nullable String authorization, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + "/api/v1/write"))
                .POST(BodyPublishers.ofByteArray(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        if (encoding != null) {
            request.header("Content-Encoding", encoding);
        }
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String contentType, byte[] body) throws IOException, InterruptedException {
        return post(contentType, "snappy", BEARER, body);
    }

    private static List<String> written(HttpResponse<?> response) {
        return List.of("Samples", "Histograms", "Exemplars").stream()
                .flatMap(
                        what -> response.headers().allValues("X-Prometheus-Remote-Write-" + what + "-Written").stream())
                .toList();
    }

    private static byte[] version1() {
        return request(series("__name__", "orders_total", "job", "shop").message(2, sample(42, NOW)))
                .toSnappy();
    }

    @Test
    void version1IsWrittenAndAnsweredWithoutCounts() throws IOException, InterruptedException {
        HttpResponse<String> response = post(VERSION_1, version1());

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.body()).isEmpty();
        assertThat(written(response)).isEmpty();
        assertThat(sink.sample("orders_total{job=\"shop\"}").value()).isEqualTo(42);
        assertThat(sink.sample("orders_total{job=\"shop\"}").timestampMillis()).isEqualTo(NOW);
    }

    /** "Required Written Response Headers". */
    @Test
    void version2IsWrittenAndAnsweredWithCounts() throws IOException, InterruptedException {
        WireMessage orders = symbols.series("__name__", "orders_total")
                .message(2, sample(42, NOW))
                .message(4, new WireMessage().fixed64(2, 1).varint(3, NOW))
                .message(5, symbols.metadata(1, "All orders.", ""));
        WireMessage took = symbols.series("__name__", "took")
                .message(3, NativeHistogramTest.message().varint(15, NOW))
                .message(3, NativeHistogramTest.message().varint(15, NOW + 1));

        HttpResponse<String> response =
                post(VERSION_2, symbols.request(orders, took).toSnappy());

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.body()).isEmpty();
        assertThat(written(response)).containsExactly("1", "2", "1");
        assertThat(sink.sample("orders_total").metadata().help()).isEqualTo("All orders.");
    }

    /** "Partial Write", "Invalid Samples". */
    @Test
    void whatIsGoodInABadRequestIsWrittenAndCounted() throws IOException, InterruptedException {
        WireMessage good = symbols.series("__name__", "good").message(2, sample(1, NOW));
        WireMessage nameless = symbols.series("job", "shop").message(2, sample(1, NOW));
        WireMessage outsized = symbols.series("__name__", "outsized").message(2, sample(1, NOW));

        HttpResponse<String> response =
                post(VERSION_2, symbols.request(nameless, good, outsized).toSnappy());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain;charset=UTF-8");
        assertThat(response.body()).isEqualTo("""
                        not written: 2 of 3 samples: series {job="shop"} has no metric name, label '__name__'
                        'outsized' is outsized
                        """);
        assertThat(written(response)).containsExactly("1", "0", "0");
        assertThat(sink.keys()).containsExactly("good");
    }

    @Test
    void version1IsToldOfBadSamplesWithoutCounts() throws IOException, InterruptedException {
        byte[] body = request(
                        series("job", "shop").message(2, sample(1, NOW)),
                        series("__name__", "good").message(2, sample(1, NOW)))
                .toSnappy();

        HttpResponse<String> response = post(VERSION_1, body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(written(response)).isEmpty();
        assertThat(response.body()).startsWith("not written: 1 of 2 samples: ");
        assertThat(sink.keys()).containsExactly("good");
    }

    @Test
    void beyondTheBudgetKnownSeriesAreWrittenAndNothingIsToBeTriedAgain() throws IOException, InterruptedException {
        post(VERSION_1, version1());
        sink.budget(1);
        byte[] body = request(
                        series("__name__", "orders_total", "job", "shop").message(2, sample(43, NOW + 1)),
                        series("__name__", "new").message(2, sample(1, NOW)))
                .toSnappy();

        HttpResponse<String> response = post(VERSION_1, body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Retry-After")).isEmpty();
        assertThat(response.body()).isEqualTo("not written: 1 of 2 samples: the series budget is full\n");
        assertThat(sink.sample("orders_total{job=\"shop\"}").value()).isEqualTo(43);
    }

    @Test
    void whatFindsNoRoomAtAllMayBeSentAgainLater() throws IOException, InterruptedException {
        sink.budget(0);

        HttpResponse<String> response = post(VERSION_1, version1());

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("30");
        assertThat(response.body()).contains("the series budget is full");
    }

    @Test
    void metadataByItselfIsWritten() throws IOException, InterruptedException {
        byte[] metadata = new WireMessage()
                .message(3, Writes.metadata(1, "orders_total", "All orders.", ""))
                .toSnappy();

        assertThat(post(VERSION_1, metadata).statusCode()).isEqualTo(204);
        post(VERSION_1, version1());

        assertThat(sink.sample("orders_total{job=\"shop\"}").metadata().help()).isEqualTo("All orders.");
    }

    /** "Unsupported Request Content". */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd", "identity", "snappy, gzip", "x-snappy-framed", ""})
    void otherEncodingsAreNotTaken(String encoding) throws IOException, InterruptedException {
        HttpResponse<String> response = post(VERSION_1, encoding.isEmpty() ? null : encoding, BEARER, version1());

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(response.headers().firstValue("Accept-Encoding")).hasValue("snappy");
        assertThat(response.body()).contains("expected snappy");
        assertThat(sink.keys()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json", "image/png", "application/x-protobuf;proto=prometheus.WriteResponse", ""})
    void otherTypesAreNotTaken(String contentType) throws IOException, InterruptedException {
        HttpResponse<String> response = post(contentType.isEmpty() ? null : contentType, "snappy", BEARER, version1());

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(response.body()).contains("expected application/x-protobuf;proto=io.prometheus.write.v2.Request or");
        assertThat(sink.keys()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Snappy", "SNAPPY"})
    void encodingsHaveNoCase(String encoding) throws IOException, InterruptedException {
        assertThat(post("Application/X-Protobuf; proto=prometheus.WriteRequest", encoding, BEARER, version1())
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void damagedSnappyIsRefusedWithNothingWritten() throws IOException, InterruptedException {
        byte[] body = version1();
        body[0] = '0';

        HttpResponse<String> response = post(VERSION_2, body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).startsWith("the body is not in Snappy's block format: ");
        assertThat(written(response)).containsExactly("0", "0", "0");
    }

    @Test
    void anEmptyBodyIsNoSnappy() throws IOException, InterruptedException {
        assertThat(post(VERSION_1, new byte[0]).statusCode()).isEqualTo(400);
    }

    @Test
    void aMessageOfTheOtherVersionIsRefused() throws IOException, InterruptedException {
        HttpResponse<String> response = post(VERSION_2, version1());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("the request has no table of symbols\n");
        assertThat(written(response)).containsExactly("0", "0", "0");
    }

    @Test
    void damagedMessagesAreRefusedWithNothingWritten() throws IOException, InterruptedException {
        byte[] good =
                request(series("__name__", "good").message(2, sample(1, NOW))).toBytes();
        byte[] body = new byte[good.length + 1];
        System.arraycopy(good, 0, body, 0, good.length);
        body[good.length] = 0x0a;

        HttpResponse<String> response = post(VERSION_1, WireMessage.snappy(body));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("nothing was written");
        assertThat(sink.keys()).isEmpty();
    }

    @Test
    void aBodyThatSaysItHoldsTooMuchIsTooLarge() throws IOException, InterruptedException {
        HttpResponse<String> response =
                post(VERSION_2, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f, 0, 0});

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("4294967295 bytes, more than pulseboard.http.max-body");
        assertThat(written(response)).containsExactly("0", "0", "0");
    }

    @Test
    void basicCredentialsHaveTheTokenAsPassword() throws IOException, InterruptedException {
        String pair = "prometheus:" + WithRecordingSink.TOKEN;
        String basic = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));

        assertThat(post(VERSION_1, "snappy", basic, version1()).statusCode()).isEqualTo(204);
    }

    @Test
    void withoutTheTokenNothingIsWritten() throws IOException, InterruptedException {
        assertThat(post(VERSION_1, "snappy", null, version1()).statusCode()).isEqualTo(401);
        assertThat(post(VERSION_1, "snappy", "Bearer wrong", version1()).statusCode())
                .isEqualTo(401);
        assertThat(sink.keys()).isEmpty();
    }

    @Test
    void manyRequestsGoOverOneConnectionWhateverTheirOutcome() throws IOException, InterruptedException {
        for (int i = 0; i < 20; i++) {
            assertThat(post("application/json", version1()).statusCode()).isEqualTo(415);
            assertThat(post(VERSION_1, version1()).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void readingIsNoWriting() throws IOException, InterruptedException {
        HttpRequest get = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/api/v1/write"))
                .build();

        assertThat(client.send(get, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    }
}
