package io.pulseboard.ingest.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pulseboard.hub.Hub;
import io.pulseboard.hub.StateView;
import io.pulseboard.metric.SpecialValues;
import io.pulseboard.query.Query;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Configured targets end up in the hub: over TLS, with credentials, each at its interval, and the dead beside the living. */
@QuarkusTest
@TestProfile(ScrapedTargetsTest.WithTargets.class)
class ScrapedTargetsTest {
    /** A profile of its own, so that the application is started with these targets alone. */
    public static final class WithTargets implements QuarkusTestProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Targets.class));
        }
    }

    private final Hub hub;

    @Inject
    ScrapedTargetsTest(Hub hub) {
        this.hub = hub;
    }

    private List<Double> values(String query) throws Exception {
        StateView state = hub.capture(Query.parse(List.of(query))).await().atMost(Duration.ofSeconds(10));
        return IntStream.range(0, state.size()).mapToObj(state::value).toList();
    }

    @Test
    void aTargetOverTlsWithATokenIsUp() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(values("up{job=\"safe\"}")).containsExactly(1.0));

        await().untilAsserted(() ->
                assertThat(values("orders{job=\"safe\",zone=\"eu\"}")).containsExactly(42.0));
    }

    @Test
    void aTargetWhoseCertificateNobodyVouchesForIsDown() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(values("up{job=\"untrusted\"}")).containsExactly(0.0));
    }

    @Test
    void aTargetThatNeverAnswersIsDownWhileOthersMove() throws Exception {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(values("up{job=\"silent\"}")).containsExactly(0.0));

        double before = values("scrapes_total{job=\"counting\"}").get(0);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> values("scrapes_total{job=\"counting\"}").get(0) >= before + 2);
    }

    @Test
    void aHistogramThatATargetDropsIsStale() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(values("size{job=\"counting\"}")).hasSize(1).allMatch(SpecialValues::isStale));
    }

    @Test
    void aSeriesThatATargetDropsIsStale() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(values("flickering{job=\"counting\"}"))
                        .hasSize(1)
                        .allMatch(SpecialValues::isStale));
    }

    @Test
    void targetsFromAFileComeChangeAndGo() throws Exception {
        String address = "127.0.0.1:" + Targets.counting;
        targetFile("- targets: ['" + address + "']\n  labels: {zone: eu}\n");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(values("up{job=\"listed\",zone=\"eu\"}")).containsExactly(1.0));

        targetFile("- targets: ['" + address + "']\n  labels: {zone: us}\n");

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(values("{job=\"listed\",zone=\"eu\"}")).isNotEmpty().allMatch(SpecialValues::isStale);
            assertThat(values("up{job=\"listed\",zone=\"us\"}")).containsExactly(1.0);
        });
    }

    private static void targetFile(String text) throws IOException {
        Path next = Files.writeString(Targets.LISTS.resolve("next"), text);
        Files.move(next, Targets.LISTS.resolve("counting.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The targets, up before the application starts. */
    public static final class Targets implements QuarkusTestResourceLifecycleManager {
        static final Path LISTS = Path.of("target", "scraped-targets");
        static volatile int counting;

        private final Vertx vertx = Vertx.vertx();
        private int scrapes;

        @Override
        public Map<String, String> start() {
            Path certificates = certificates();
            FakeTarget safe = new FakeTarget(
                    vertx,
                    new HttpServerOptions()
                            .setSsl(true)
                            .setKeyCertOptions(new PemKeyCertOptions()
                                    .addCertPath(
                                            certificates.resolve("shop.crt").toString())
                                    .addKeyPath(certificates.resolve("shop.key").toString())));
            safe.answers(request -> request.response()
                    .setStatusCode("Bearer t0ken".equals(request.getHeader("Authorization")) ? 200 : 401)
                    .end("orders 42\n"));
            FakeTarget silent = new FakeTarget(vertx, new HttpServerOptions());
            silent.answers(request -> {});
            FakeTarget counting = new FakeTarget(vertx, new HttpServerOptions());
            counting.answers(request -> {
                scrapes++;
                request.response()
                        .end("# TYPE scrapes_total counter\nscrapes_total " + scrapes + "\n"
                                + (scrapes % 4 < 2 ? "flickering 1\n# TYPE size histogram\nsize_count 1\n" : ""));
            });
            Targets.counting = counting.port();
            emptyLists();
            String prefix = "pulseboard.scrape.targets.";
            return Map.ofEntries(
                    Map.entry("pulseboard.scrape.every", "1s"),
                    Map.entry("pulseboard.scrape.timeout", "700ms"),
                    Map.entry(
                            "quarkus.tls.shop.trust-store.pem.certs",
                            certificates.resolve("shop.crt").toString()),
                    Map.entry(prefix + "safe.url", "https://localhost:" + safe.port() + "/metrics"),
                    Map.entry(prefix + "safe.tls-configuration-name", "shop"),
                    Map.entry(prefix + "safe.bearer-token", "t0ken"),
                    Map.entry(prefix + "safe.labels.zone", "eu"),
                    Map.entry(prefix + "safe.timeout", "1s"),
                    Map.entry(prefix + "untrusted.url", "https://localhost:" + safe.port() + "/metrics"),
                    Map.entry(prefix + "silent.url", "http://127.0.0.1:" + silent.port() + "/metrics"),
                    Map.entry(prefix + "listed.files", LISTS + "/*.yaml"),
                    Map.entry(prefix + "counting.url", "127.0.0.1:" + counting.port()));
        }

        private static void emptyLists() {
            try {
                Files.createDirectories(LISTS);
                Files.deleteIfExists(LISTS.resolve("counting.yaml"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Path certificates() {
            try {
                Path directory = Files.createDirectories(Path.of("target", "certificates", "scrape"));
                new CertificateGenerator(directory, true)
                        .generate(new CertificateRequest()
                                .withName("shop")
                                .withCN("localhost")
                                .withSubjectAlternativeName("DNS:localhost")
                                .withFormat(Format.PEM));
                return directory;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void stop() {
            FakeTarget.await(vertx.close());
        }
    }
}
