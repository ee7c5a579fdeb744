package io.pulseboard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.pulseboard.dashboard.Chromium.Tab;
import io.pulseboard.delivery.HaProxy;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.delivery.Nginx;
import io.pulseboard.delivery.RunningProxy;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The stream doctor behind real proxies, set up badly and well: it has to find what is wrong, nothing else, and to show the lines that
 * mend it. A run takes some ten seconds, most of which is waiting, so they all go on at the same time.
 */
@QuarkusTest
@TestProfile(DoctorBehindProxiesTest.Trusting.class)
@EnabledIf("areProgramsInstalled")
class DoctorBehindProxiesTest {
    /** Longer than the bad proxies' patience, and than a heartbeat. */
    private static final int SILENCE_SECONDS = 6;

    private static final double PATIENCE_MILLIS = 120_000;

    private static final String UPGRADES = """
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            """;
    private static final String UPGRADE_MAP = "map $http_upgrade $connection_upgrade { default upgrade; '' close; }";
    private static final String HOST = "proxy_set_header Host $http_host;";
    private static final String PATIENT = "timeout client 1h\ntimeout server 1h\ntimeout tunnel 1h";
    private static final String IMPATIENT = "timeout client 3s\ntimeout server 3s";

    /** A heartbeat every four seconds, room for all at once, and trust in the proxies. */
    public static final class Trusting extends LiveStreams {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("pulseboard.stream.heartbeat", "4s");
            settings.put("pulseboard.doctor.max-probes", "1000");
            settings.put("pulseboard.doctor.max-probes-per-address", "0");
            settings.put("quarkus.http.proxy.proxy-address-forwarding", "true");
            settings.put("quarkus.http.proxy.trusted-proxies", "127.0.0.1");
            return settings;
        }
    }

    /** A proxy, and what the doctor has to find behind it. */
    enum Way {
        /** As it comes, but for a read timeout that is shorter than a heartbeat. */
        NGINX_AS_IT_COMES(
                () -> nginx(Nginx.Lines.NONE.location("proxy_read_timeout 3s;")),
                "host-changed",
                "http-1.0",
                "idle-cut",
                "six-connections",
                "websocket-blocked"),
        /** Told not to listen to X-Accel-Buffering. Over HTTP/1.1 even this nginx passes small events on at once. */
        NGINX_BUFFERING(
                () -> nginx(
                        Nginx.Lines.NONE.http(UPGRADE_MAP).location(HOST + "proxy_ignore_headers X-Accel-Buffering;")),
                "buffered",
                "http-1.0",
                "websocket-blocked"),
        NGINX_COMPRESSING(
                () -> nginx(Nginx.Lines.NONE
                        .http(UPGRADE_MAP)
                        .location(HOST + UPGRADES)
                        .location("proxy_ignore_headers X-Accel-Buffering; proxy_set_header Accept-Encoding '';")
                        .location("gzip on; gzip_types text/event-stream;")),
                "accept-encoding-removed",
                "buffered",
                "compressed"),
        NGINX_LIMITING_AND_STRIPPING(
                () -> nginx(Nginx.Lines.NONE
                        .http(UPGRADE_MAP + "limit_conn_zone $binary_remote_addr zone=per_address:1m;")
                        .server("location /doctor/stream { limit_conn per_address 5; proxy_hide_header Cache-Control;"
                                + "proxy_set_header Last-Event-ID ''; " + HOST + UPGRADES
                                + "proxy_pass http://127.0.0.1:" + RestAssured.port + "; }")
                        .location(HOST + UPGRADES)),
                "connections-refused",
                "headers-changed",
                "resume-broken"),
        NGINX_WELL(() -> nginx(Nginx.Lines.NONE
                .secure()
                .http(UPGRADE_MAP)
                .location(HOST + UPGRADES + "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"
                        + "proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-Port $server_port;"
                        + "proxy_read_timeout 1h;"))),
        HAPROXY_IMPATIENT(() -> haProxy(HaProxy.Lines.NONE.defaults(IMPATIENT)), "idle-cut", "six-connections"),
        /** What it compresses by itself it takes from the server; and no-transform, which it heeds, is not there. */
        HAPROXY_STRIPPING(
                () -> haProxy(HaProxy.Lines.NONE
                        .defaults(PATIENT)
                        .frontend("compression algo gzip\ncompression offload\ncompression type text/html")
                        .frontend("http-request del-header Upgrade\nhttp-response del-header Cache-Control")),
                "accept-encoding-removed",
                "headers-changed",
                "six-connections",
                "websocket-blocked"),
        /** Neither does anything to a stream: it says no-transform, and its request has no body. */
        HAPROXY_COMPRESSING_AND_WAITING_FOR_BODIES(
                () -> haProxy(HaProxy.Lines.NONE
                        .defaults(PATIENT + "\noption http-buffer-request")
                        .frontend("compression algo gzip\ncompression type text/event-stream")),
                "six-connections"),
        HAPROXY_SAYING_NOTHING_OF_TLS(() -> haProxy(HaProxy.Lines.NONE.secured().defaults(PATIENT)), "scheme-lost"),
        HAPROXY_SAYING_NO_PORT(
                () -> haProxy(HaProxy.Lines.NONE
                        .secured()
                        .defaults(PATIENT)
                        .frontend("http-request set-header X-Forwarded-Proto https")),
                "port-lost",
                "websocket-blocked"),
        HAPROXY_WELL(() -> haProxy(HaProxy.Lines.NONE
                .secured()
                .defaults(PATIENT)
                .frontend("option forwardfor\nhttp-request set-header X-Forwarded-Proto https")
                .frontend("http-request set-header X-Forwarded-Port %[dst_port]")));

        private final Supplier<Started> start;
        private final Set<String> findings;

        Way(Supplier<Started> start, String... findings) {
            this.start = start;
            this.findings = Set.of(findings);
        }
    }

    private record Started(RunningProxy proxy, String scheme) {}

    private static Started nginx(Nginx.Lines lines) {
        return new Started(
                Nginx.inFrontOf(RestAssured.port, lines), lines.listen().isEmpty() ? "http" : "https");
    }

    private static Started haProxy(HaProxy.Lines lines) {
        return new Started(HaProxy.inFrontOf(RestAssured.port, lines), lines.secure() ? "https" : "http");
    }

    private static final Map<Way, Visit> VISITS = new EnumMap<>(Way.class);

    @SuppressWarnings("NullAway.Init")
    private static Chromium chromium;

    static boolean areProgramsInstalled() {
        boolean nginx = Nginx.isInstalled();
        boolean haProxy = HaProxy.isInstalled();
        if (!nginx || !haProxy) {
            System.out.println("SKIPPED: the stream doctor behind proxies: there is no "
                    + (nginx ? HaProxy.PROGRAM : Nginx.PROGRAM));
        }
        return Chromium.isInstalled() && nginx && haProxy;
    }

    /** A run of the doctor behind a proxy. */
    private static final class Visit implements AutoCloseable {
        private final Started started;
        private final Tab tab;

        /** Begins; the proxy is in front of the server by then. */
        Visit(Started started) {
            this.started = started;
            tab = chromium.open(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true));
            Page page = tab.page();
            page.navigate(
                    started.scheme + "://localhost:" + started.proxy.port() + "/doctor?silence=" + SILENCE_SECONDS);
            page.waitForSelector("body[data-ready]");
            page.locator("#run").click();
        }

        /** What it has found. */
        Set<String> findings() {
            tab.page()
                    .waitForSelector("body[data-done]", new Page.WaitForSelectorOptions().setTimeout(PATIENCE_MILLIS));
            String found = Objects.requireNonNull(tab.page().locator("body").getAttribute("data-done"));
            return found.isEmpty() ? Set.of() : Set.of(found.split(" "));
        }

        /** What it has to say, for a test that fails. */
        String inWords() {
            return tab.page().locator("#checks").innerText();
        }

        /** The lines that it shows for a proxy at a place in its configuration, each once. */
        String lines(String proxy, String where) {
            Set<String> blocks = new LinkedHashSet<>();
            for (Locator code : tab.page()
                    .locator("[data-proxy=" + proxy + "] code[data-where='" + where + "']")
                    .all()) {
                blocks.add(code.textContent());
            }
            return String.join("\n", blocks);
        }

        @Override
        public void close() {
            tab.close();
            started.proxy.close();
        }
    }

    /** With the first test, when the port of the program is known. */
    @BeforeEach
    void setOutOnAllWays() {
        if (VISITS.isEmpty()) {
            chromium = Chromium.launch();
            for (Way way : Way.values()) {
                VISITS.put(way, new Visit(way.start.get()));
            }
        }
    }

    @AfterAll
    static void comeBack() {
        VISITS.values().forEach(Visit::close);
        VISITS.clear();
        chromium.close();
    }

    private static Visit visit(Way way) {
        return Objects.requireNonNull(VISITS.get(way));
    }

    @ParameterizedTest
    @EnumSource
    void itFindsWhatIsWrongAndNothingElse(Way way) {
        Set<String> findings = visit(way).findings();

        assertThat(findings).as(visit(way).inWords()).isEqualTo(way.findings);
    }

    @Test
    void theLinesThatItShowsMendNginx() {
        Visit bad = visit(Way.NGINX_AS_IT_COMES);
        assertThat(bad.findings()).isNotEmpty();
        Nginx.Lines lines = Nginx.Lines.NONE
                .secure()
                .http(bad.lines("nginx", "http"))
                .location(once(bad.lines("nginx", "location")))
                .location(
                        "proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-Port $server_port;");
        assertThat(bad.lines("nginx", "server")).contains("ssl http2");

        try (Visit mended = new Visit(nginx(lines))) {
            assertThat(mended.findings()).as(mended.inWords()).isEmpty();
        }
    }

    /** Two remedies may share a line, which nginx does not take twice. */
    private static String once(String lines) {
        return String.join("\n", new LinkedHashSet<>(List.of(lines.split("\n"))));
    }

    @Test
    void theLinesThatItShowsMendHaProxy() {
        Visit bad = visit(Way.HAPROXY_IMPATIENT);
        assertThat(bad.findings()).contains("idle-cut");
        HaProxy.Lines lines = HaProxy.Lines.NONE.defaults(IMPATIENT).defaults(bad.lines("haproxy", "defaults"));

        try (Visit mended = new Visit(haProxy(lines))) {
            assertThat(mended.findings()).as(mended.inWords()).containsExactly("six-connections");
        }
    }
}
