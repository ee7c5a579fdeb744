package io.pulseboard.ingest.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pulseboard.ingest.prometheus.LabelLimits;
import io.pulseboard.metric.Sample;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One target, over real sockets: what is collected, and what becomes of every way to fail. */
class TargetScraperTest {
    private static final long NOW = 1_700_000_000_000L;

    private static final byte[] BOMB = gzip(new byte[50_000_000]);

    private static Vertx vertx;

    private final CollectingSink sink = new CollectingSink();
    private final AtomicLong now = new AtomicLong(NOW);
    private final InstantSource clock = () -> Instant.ofEpochMilli(now.get());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LogLines log = new LogLines();
    private FakeTarget server;
    private HttpClient client;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        FakeTarget.await(vertx.close());
    }

    @BeforeEach
    void start() {
        server = new FakeTarget(vertx, new HttpServerOptions());
        client = vertx.createHttpClient(new HttpClientOptions().setKeepAliveTimeout(4));
        log.attach();
    }

    @AfterEach
    void stop() {
        log.detach();
        client.close();
        server.close();
    }

    // ---- What is collected ----

    @Test
    void samplesComeWithTheTargetsLabelsAndTheScrapesStartAsTheirTime() {
        server.answers(request -> {
            now.addAndGet(700);
            request.response().end("a{x=\"1\"} 42\n");
        });

        scrape(scraper(target()));

        List<Sample> samples = sink.take();
        assertThat(samples).extracting(Sample::timestampMillis).containsOnly(NOW);
        assertThat(samples.get(0).key()).hasToString("a{instance=\"here\",job=\"shop\",x=\"1\"}");
    }

    @Test
    void aScrapeReportsOnItself() {
        server.answers("a 1\n# TYPE h histogram\nh_count 3\nh_sum 4\n");

        scrape(scraper(target()));

        Map<String, Object> values = sink.takeValues();
        assertThat(values)
                .containsEntry("up{instance=\"here\",job=\"shop\"}", 1.0)
                .containsEntry("scrape_samples_scraped{instance=\"here\",job=\"shop\"}", 3.0)
                .containsEntry("scrape_samples_post_metric_relabeling{instance=\"here\",job=\"shop\"}", 3.0)
                .containsEntry("scrape_series_added{instance=\"here\",job=\"shop\"}", 3.0);
        assertThat((Double) values.get("scrape_duration_seconds{instance=\"here\",job=\"shop\"}"))
                .isBetween(0.0, 20.0);
    }

    @Test
    void openMetricsIsReadByItsContentType() {
        server.answers("application/openmetrics-text; version=1.0.0; charset=utf-8", "a 1 1.5\n# EOF\n");

        scrape(scraper(target()));

        assertThat(sink.take().get(0).timestampMillis()).isEqualTo(1500);
    }

    @Test
    void theTargetIsAskedAsPrometheusAsks() {
        scrape(scraper(target()));

        HttpServerRequest request = server.requests().get(0);
        assertThat(request.uri()).isEqualTo("/metrics?x=1");
        // What Prometheus 3 sends without the protobuf formats (acceptHeader in scrape/scrape.go).
        assertThat(request.getHeader("Accept"))
                .isEqualTo("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                        + "application/openmetrics-text;version=0.0.1;q=0.5,"
                        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
                        + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2");
        assertThat(request.getHeader("Accept-Encoding")).isEqualTo("gzip");
        assertThat(request.getHeader("X-Prometheus-Scrape-Timeout-Seconds")).isEqualTo("10.0");
        assertThat(request.getHeader("User-Agent")).isEqualTo("Pulseboard/test");
        assertThat(request.getHeader("Authorization")).isNull();
    }

    @Test
    void credentialsAreSent() {
        scrape(scraper(new Target().authorization("Bearer secret").build()));

        assertThat(server.requests().get(0).getHeader("Authorization")).isEqualTo("Bearer secret");
    }

    @Test
    void aCompressedAnswerIsRead() {
        server.answers(request -> request.response()
                .putHeader("Content-Encoding", "gzip")
                .end(Buffer.buffer(gzip("a 42\n".getBytes(UTF_8)))));

        scrape(scraper(target()));

        assertThat(sink.takeValues()).containsEntry("a{instance=\"here\",job=\"shop\"}", 42.0);
    }

    @Test
    void labelsThatConflictAreRenamed() {
        server.answers("a{job=\"own\",instance=\"x\",exported_job=\"y\"} 1\n");

        scrape(scraper(target()));

        assertThat(sink.takeValues())
                .containsKey(
                        "a{exported_exported_job=\"own\",exported_instance=\"x\",exported_job=\"y\",instance=\"here\",job=\"shop\"}");
    }

    @Test
    void labelsThatConflictAreKeptIfTheyAreHonored() {
        server.answers("a{job=\"own\"} 1\n");

        scrape(scraper(new Target().honorLabels().build()));

        assertThat(sink.takeValues()).containsKey("a{instance=\"here\",job=\"own\"}");
    }

    @Test
    void aTargetMayShowItselfIfItsLabelsAreHonored() {
        server.answers("up{job=\"shop\",instance=\"here\"} 1\n");

        scrape(scraper(new Target().honorLabels().build()));

        assertThat(sink.takeValues()).containsEntry("up{instance=\"here\",job=\"shop\"}", 1.0);
    }

    @Test
    void timestampsAreForgottenIfTheyAreNotHonored() {
        server.answers("a 1 5\n");

        scrape(scraper(new Target().ignoreTimestamps().build()));

        assertThat(sink.take().get(0).timestampMillis()).isEqualTo(NOW);
    }

    @Test
    void theFirstOfARepeatedSeriesCounts() {
        server.answers("a 1\na 2\n");

        scrape(scraper(target()));

        assertThat(sink.takeValues()).containsEntry("a{instance=\"here\",job=\"shop\"}", 1.0);
    }

    @Test
    void aRedirectIsFollowedWithoutTheSecret() {
        try (FakeTarget other = new FakeTarget(vertx, new HttpServerOptions())) {
            other.answers("a 42\n");
            server.answers(request -> request.response()
                    .setStatusCode(302)
                    .putHeader("Location", "http://127.0.0.1:" + other.port() + "/x")
                    .end());

            scrape(scraper(new Target().authorization("Bearer secret").build()));

            assertThat(other.requests().get(0).getHeader("Authorization")).isNull();
        }
        assertThat(sink.takeValues()).containsEntry("a{instance=\"here\",job=\"shop\"}", 42.0);
    }

    @Test
    void aConnectionThatTheTargetClosedMeanwhileIsReplaced() {
        TargetScraper scraper = scraper(target());
        scrape(scraper);
        server.answers(request -> {
            if (server.requests().size() == 2) {
                request.connection().close();
            } else {
                request.response().end("a 42\n");
            }
        });

        scrape(scraper);

        assertThat(sink.takeValues()).containsEntry("up{instance=\"here\",job=\"shop\"}", 1.0);
    }

    // ---- Staleness ----

    @Test
    void aSeriesThatIsMissingFromTheNextScrapeIsStale() {
        TargetScraper scraper = scraper(target());
        server.answers("a 1\nb 2\n# TYPE h histogram\nh_count 1\n");
        scrape(scraper);
        sink.take();
        server.answers("b 2\n");

        scrape(scraper);

        assertThat(sink.takeValues())
                .containsEntry("a{instance=\"here\",job=\"shop\"}", "stale")
                .containsEntry("b{instance=\"here\",job=\"shop\"}", 2.0)
                .containsEntry("h{instance=\"here\",job=\"shop\"}", "stale");
    }

    @Test
    void aSeriesBecomesStaleOnce() {
        TargetScraper scraper = scraper(target());
        server.answers("a 1\n");
        scrape(scraper);
        server.answers("");
        scrape(scraper);
        sink.take();

        scrape(scraper);

        assertThat(sink.takeValues()).doesNotContainKey("a{instance=\"here\",job=\"shop\"}");
    }

    @Test
    void allSeriesAreStaleWhenAScrapeFails() {
        TargetScraper scraper = scraper(target());
        server.answers("a 1\nb 2\n");
        scrape(scraper);
        sink.take();
        server.answers("a 3\nb x\n");

        scrape(scraper);

        assertThat(sink.takeValues())
                .containsEntry("a{instance=\"here\",job=\"shop\"}", "stale")
                .containsEntry("b{instance=\"here\",job=\"shop\"}", "stale")
                .containsEntry("up{instance=\"here\",job=\"shop\"}", 0.0)
                .containsEntry("scrape_samples_scraped{instance=\"here\",job=\"shop\"}", 0.0);
    }

    @Test
    void aSeriesWithATimestampOfItsOwnDoesNotBecomeStale() {
        TargetScraper scraper = scraper(target());
        server.answers("a 1 1000\n");
        scrape(scraper);
        sink.take();
        server.answers("");

        scrape(scraper);

        assertThat(sink.takeValues()).doesNotContainKey("a{instance=\"here\",job=\"shop\"}");
    }

    // ---- Bad targets ----

    record Bad(String name, String reason, io.vertx.core.Handler<HttpServerRequest> answer) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> badTargets() {
        return Stream.of(
                        new Bad(
                                "a web page",
                                "media_type",
                                request -> request.response()
                                        .putHeader("Content-Type", "text/html; charset=utf-8")
                                        .end("<html></html>")),
                        new Bad(
                                "a web page that does not say so",
                                "syntax",
                                request -> request.response().end("<!DOCTYPE html>\n")),
                        new Bad("JSON", "syntax", request -> request.response().end("{\"a\":1}")),
                        new Bad(
                                "a status other than 200",
                                "status",
                                request -> request.response().setStatusCode(503).end("a 1\n")),
                        new Bad(
                                "no content",
                                "status",
                                request -> request.response().setStatusCode(204).end()),
                        new Bad(
                                "a redirect to itself",
                                "redirect",
                                request -> request.response()
                                        .setStatusCode(301)
                                        .putHeader("Location", request.uri())
                                        .end()),
                        new Bad(
                                "a redirect that never arrives",
                                "redirect",
                                request -> request.response()
                                        .setStatusCode(307)
                                        .putHeader("Location", request.uri() + "x")
                                        .end()),
                        new Bad(
                                "a redirect to a file",
                                "redirect",
                                request -> request.response()
                                        .setStatusCode(302)
                                        .putHeader("Location", "file:///etc/passwd")
                                        .end()),
                        new Bad(
                                "a redirect nowhere",
                                "redirect",
                                request -> request.response().setStatusCode(302).end()),
                        new Bad("no answer", "timeout", request -> {}),
                        new Bad("an answer without end", "timeout", TargetScraperTest::trickle),
                        new Bad("a flood", "too_large", TargetScraperTest::flood),
                        new Bad(
                                "a length that is too much",
                                "too_large",
                                request -> request.response().end(Buffer.buffer(new byte[200_001]))),
                        new Bad(
                                "too many samples",
                                "too_large",
                                request -> request.response().end("a 1\n".repeat(1001))),
                        new Bad(
                                "a gzip bomb",
                                "too_large",
                                request -> request.response()
                                        .putHeader("Content-Encoding", "gzip")
                                        .end(Buffer.buffer(BOMB))),
                        new Bad(
                                "damaged gzip",
                                "encoding",
                                request -> request.response()
                                        .putHeader("Content-Encoding", "gzip")
                                        .end("a 1\n")),
                        new Bad(
                                "gzip cut short",
                                "encoding",
                                request -> request.response()
                                        .putHeader("Content-Encoding", "gzip")
                                        .end(Buffer.buffer(gzip(new byte[1000])).slice(0, 15))),
                        new Bad(
                                "a compression not asked for",
                                "encoding",
                                request -> request.response()
                                        .putHeader("Content-Encoding", "br")
                                        .end("a 1\n")),
                        new Bad("an answer cut short", "closed", request -> {
                            request.response()
                                    .putHeader("Content-Length", "1000")
                                    .write("a 1\n");
                            request.connection().close();
                        }),
                        new Bad(
                                "a connection closed each time",
                                "closed",
                                request -> request.connection().close()))
                .map(Arguments::arguments);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTargets")
    void aBadTargetIsDownAndSaysWhyOnce(Bad bad) {
        server.answers(bad.answer());
        Duration timeout = bad.reason().equals("timeout") ? Duration.ofMillis(500) : Duration.ofSeconds(15);
        TargetScraper scraper = scraper(
                new Target().timeout(timeout).maxBody(200_000).maxSamples(1000).build());

        scrape(scraper);
        scrape(scraper);

        assertThat(sink.takeValues())
                .containsEntry("up{instance=\"here\",job=\"shop\"}", 0.0)
                .hasSize(5);
        assertThat(log.warnings()).singleElement().asString().contains("job=shop", "reason=" + bad.reason() + " ");
        assertThat(registry.counter("pulseboard.scrapes", "outcome", bad.reason())
                        .count())
                .isEqualTo(2);
    }

    @Test
    void aTargetThatIsNotThereIsDown() throws IOException {
        // Bound and not listening: the port refuses, and no one else can have it meanwhile.
        try (Socket nobody = new Socket()) {
            nobody.bind(new InetSocketAddress("127.0.0.1", 0));

            scrape(scraper(new Target().port(nobody.getLocalPort()).build()));
        }

        assertThat(sink.takeValues()).containsEntry("up{instance=\"here\",job=\"shop\"}", 0.0);
        assertThat(log.warnings()).singleElement().asString().contains("reason=connect ");
    }

    @Test
    void anotherReasonIsAnotherLineAndRecoveryIsSaid() {
        TargetScraper scraper = scraper(target());
        for (int status : new int[] {503, 503, 500}) {
            server.answers(request -> request.response().setStatusCode(status).end());
            scrape(scraper);
        }
        server.answers("a x\n");
        scrape(scraper);
        server.answers("a 1\n");
        scrape(scraper);

        assertThat(log.lines())
                .hasSize(3)
                .satisfiesExactly(
                        line -> assertThat(line).contains("reason=status").contains("status 503"),
                        line -> assertThat(line)
                                .contains("reason=syntax")
                                .contains("line 1, column 3: expected a number as the value, found 'x'"),
                        line -> assertThat(line).contains("succeeds again"));
    }

    @Test
    void afterOpenMetricsThatBreaksTheRulesPlainTextIsAskedFor() {
        server.answers(request -> {
            boolean wanted = String.valueOf(request.getHeader("Accept")).contains("openmetrics");
            request.response()
                    .putHeader("Content-Type", wanted ? "application/openmetrics-text" : "text/plain")
                    .end("a 1\n");
        });
        TargetScraper scraper = scraper(target());
        scrape(scraper);
        sink.take();

        scrape(scraper);

        assertThat(sink.takeValues()).containsEntry("a{instance=\"here\",job=\"shop\"}", 1.0);
    }

    @Test
    void whatTheSinkRefusesIsSaidOnce() {
        server.answers("a 1\n");
        sink.refuseAll();
        TargetScraper scraper = scraper(target());

        scrape(scraper);
        scrape(scraper);

        assertThat(log.warnings())
                .singleElement()
                .asString()
                .contains("refused=6 reason=series_budget first=\"the budget is full\"");
    }

    @Test
    void aScrapeThatStillRunsIsNotDoubled() {
        CountDownLatch asked = new CountDownLatch(1);
        server.answers(request -> asked.countDown());
        TargetScraper scraper =
                scraper(new Target().timeout(Duration.ofMillis(700)).build());
        Future<?> first = scraper.scrape();
        await().until(() -> asked.getCount() == 0);

        FakeTarget.await(scraper.scrape());

        assertThat(server.requests()).hasSize(1);
        FakeTarget.await(first);
    }

    @Test
    void aDeadTargetDelaysNoOther() {
        AtomicInteger answered = new AtomicInteger();
        server.answers(request -> {
            if (answered.getAndIncrement() > 0) {
                request.response().end("a 1\n");
            }
        });
        Future<?> dead =
                scraper(new Target().timeout(Duration.ofSeconds(5)).build()).scrape();
        await().until(() -> answered.get() == 1);

        scrape(scraper(target()));

        assertThat(dead.isComplete()).isFalse();
        assertThat(sink.takeValues()).containsEntry("up{instance=\"here\",job=\"shop\"}", 1.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 199_999, 200_000})
    void anAnswerUpToTheLimitIsRead(int length) {
        server.answers("#".repeat(length));

        scrape(scraper(new Target().maxBody(200_000).build()));

        assertThat(sink.takeValues()).containsEntry("up{instance=\"here\",job=\"shop\"}", 1.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {16_384, 199_999, 200_000})
    void aCompressedAnswerUpToTheLimitIsRead(int length) {
        server.answers(request -> request.response()
                .putHeader("Content-Encoding", "gzip")
                .end(Buffer.buffer(gzip("#".repeat(length).getBytes(UTF_8)))));

        scrape(scraper(new Target().maxBody(200_000).build()));

        assertThat(sink.takeValues()).containsEntry("up{instance=\"here\",job=\"shop\"}", 1.0);
    }

    // ---- Parts ----

    @Test
    void onlyNewSeriesCountAsAdded() {
        TargetScraper scraper = scraper(target());
        server.answers("a 1\nb 1\n");
        scrape(scraper);
        sink.take();
        server.answers("a 1\nb 2\nc 1\n");

        scrape(scraper);

        assertThat(sink.takeValues()).containsEntry("scrape_series_added{instance=\"here\",job=\"shop\"}", 1.0);
    }

    @Test
    void aSampleWithTooManyLabelsFailsTheScrape() {
        server.answers("a{x=\"1\"} 1\nb{x=\"1\",y=\"2\"} 1\n");

        // Its name, job and instance count, as they do for Prometheus.
        scrape(scraper(new Target().labelLimits(new LabelLimits(4, 0, 0)).build()));

        assertThat(sink.takeValues())
                .containsEntry("up{instance=\"here\",job=\"shop\"}", 0.0)
                .doesNotContainKey("a");
        assertThat(log.warnings())
                .singleElement()
                .satisfies(line ->
                        assertThat(line).contains("reason=too_large").contains("'b' has more than 4 labels: 5"));
    }

    @Test
    void aSeriesWithATimestampOfItsOwnIsStaleWhenItIsMissedIfThatIsAskedFor() {
        TargetScraper scraper = scraper(new Target().trackTimestamps().build());
        server.answers("a 1 1000\n");
        scrape(scraper);
        sink.take();
        server.answers("");

        scrape(scraper);

        assertThat(sink.takeValues()).containsEntry("a{instance=\"here\",job=\"shop\"}", "stale");
    }

    // ---- A target that is gone ----

    @Test
    void allThatARetiredTargetReportedIsStaleAtOnceAndItsOwnSeriesToo() {
        server.answers("a 1\n# TYPE h histogram\nh_count 3\nb 2 1000\n");
        TargetScraper scraper = scraper(target());
        scrape(scraper);
        sink.take();
        now.addAndGet(500);

        scraper.retire();

        String labels = "{instance=\"here\",job=\"shop\"}";
        await().untilAsserted(() -> assertThat(sink.samples()).hasSize(7));
        List<Sample> samples = sink.samples();
        assertThat(samples).extracting(Sample::timestampMillis).containsOnly(NOW + 500);
        assertThat(sink.takeValues())
                .containsOnlyKeys(
                        "a" + labels,
                        "h" + labels,
                        "up" + labels,
                        "scrape_duration_seconds" + labels,
                        "scrape_samples_scraped" + labels,
                        "scrape_samples_post_metric_relabeling" + labels,
                        "scrape_series_added" + labels)
                .allSatisfy((key, value) -> assertThat(value).isEqualTo("stale"));
    }

    @Test
    void aTargetThatIsRetiredWhileItIsAskedGivesNothingMoreAndIsStaleThen() {
        CountDownLatch asked = new CountDownLatch(1);
        server.answers("a 1\n");
        TargetScraper scraper = scraper(target());
        scrape(scraper);
        sink.take();
        server.answers(request -> asked.countDown());
        Future<?> running = scraper.scrape();
        await().until(() -> asked.getCount() == 0);

        scraper.retire();
        client.close();

        FakeTarget.await(running);
        await().untilAsserted(() -> assertThat(sink.samples()).hasSize(6));
        assertThat(sink.takeValues().values()).containsOnly("stale");
        assertThat(log.lines()).noneMatch(line -> line.contains("scrape failed"));
    }

    @Test
    void aRetiredTargetIsNotAskedAgain() {
        TargetScraper scraper = scraper(target());

        scraper.retire();
        scrape(scraper);

        assertThat(server.requests()).isEmpty();
    }

    private static void trickle(HttpServerRequest request) {
        request.response().setChunked(true).write("a 1\n");
        vertx.setPeriodic(50, timer -> {
            if (request.response().closed()) {
                vertx.cancelTimer(timer);
            } else {
                request.response().write("# more\n");
            }
        });
    }

    private static void flood(HttpServerRequest request) {
        request.response().setChunked(true);
        Buffer chunk = Buffer.buffer("# more and more\n".repeat(4096));
        request.response().drainHandler(ready -> pour(request, chunk));
        pour(request, chunk);
    }

    private static void pour(HttpServerRequest request, Buffer chunk) {
        while (!request.response().closed() && !request.response().writeQueueFull()) {
            request.response().write(chunk);
        }
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private void scrape(TargetScraper scraper) {
        FakeTarget.await(scraper.scrape());
    }

    private TargetScraper scraper(ScrapeTarget target) {
        Context context = vertx.getOrCreateContext();
        return new TargetScraper(target, context, client, sink, clock, "Pulseboard/test", registry);
    }

    private ScrapeTarget target() {
        return new Target().build();
    }

    /** A target with what the test at hand is about. */
    private final class Target {
        private int port = server.port();
        private Duration timeout = Duration.ofSeconds(10);
        private int maxBody = 1 << 20;
        private int maxSamples = 100_000;
        private @Nullable String authorization;
        private boolean honorLabels;
        private boolean honorTimestamps = true;
        private boolean trackTimestamps;
        private LabelLimits labelLimits = LabelLimits.NONE;

        Target port(int value) {
            port = value;
            return this;
        }

        Target timeout(Duration value) {
            timeout = value;
            return this;
        }

        Target maxBody(int value) {
            maxBody = value;
            return this;
        }

        Target maxSamples(int value) {
            maxSamples = value;
            return this;
        }

        Target authorization(String value) {
            authorization = value;
            return this;
        }

        Target honorLabels() {
            honorLabels = true;
            return this;
        }

        Target ignoreTimestamps() {
            honorTimestamps = false;
            return this;
        }

        Target trackTimestamps() {
            trackTimestamps = true;
            return this;
        }

        Target labelLimits(LabelLimits value) {
            labelLimits = value;
            return this;
        }

        ScrapeTarget build() {
            ScrapeJob job = new ScrapeJob(
                    "shop",
                    Map.of(),
                    Duration.ofSeconds(15),
                    timeout,
                    maxBody,
                    maxSamples,
                    labelLimits,
                    authorization,
                    null,
                    honorLabels,
                    honorTimestamps,
                    trackTimestamps);
            URI url = URI.create("http://127.0.0.1:" + port + "/metrics?x=1");
            return job.target(new DiscoveredTarget(url, "here", Map.of()));
        }
    }

    /** The log lines of the scraper. */
    private static final class LogLines extends Handler {
        private final Logger logger = Logger.getLogger(TargetScraper.class.getName());
        private final List<LogRecord> records = new CopyOnWriteArrayList<>();

        void attach() {
            logger.addHandler(this);
        }

        void detach() {
            logger.removeHandler(this);
        }

        List<String> warnings() {
            return records.stream()
                    .filter(line -> line.getLevel().intValue() >= Level.WARNING.intValue())
                    .map(LogLines::text)
                    .toList();
        }

        List<String> lines() {
            return records.stream().map(LogLines::text).toList();
        }

        private static String text(LogRecord line) {
            Object[] parameters = line.getParameters();
            return parameters == null ? line.getMessage() : String.format(line.getMessage(), parameters);
        }

        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.INFO.intValue()) {
                records.add(line);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
