package io.pulseboard.delivery.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.EventStreamClient;
import io.pulseboard.delivery.Inbox;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.delivery.SocketClient;
import io.pulseboard.delivery.StreamMessage;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** How much probes may take, and what ends them. */
@QuarkusTest
@TestProfile(DoctorLimitsTest.Few.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DoctorLimitsTest {
    private final MeterRegistry registry;
    private final Event<ShutdownDelayInitiatedEvent> shutdown;
    private final List<AutoCloseable> open = new ArrayList<>();

    @Inject
    DoctorLimitsTest(MeterRegistry registry, Event<ShutdownDelayInitiatedEvent> shutdown) {
        this.registry = registry;
        this.shutdown = shutdown;
    }

    /** Room for three, of whom two may come from one address; nothing takes longer than a minute. */
    public static class Few extends LiveStreams {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("pulseboard.doctor.max-probes", "3");
            settings.put("pulseboard.doctor.max-probes-per-address", "2");
            settings.put("pulseboard.doctor.max-duration", "1m");
            settings.put("quarkus.http.proxy.proxy-address-forwarding", "true");
            return settings;
        }
    }

    private double running() {
        return registry.get("pulseboard.doctor.probes").gauge().value();
    }

    private double refused(String limit) {
        return registry.find("pulseboard.doctor.refused").tag("limit", limit).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private static URI silent(String scheme, String path) {
        return Board.address(scheme, RestAssured.port, path, "idle", "60");
    }

    private static EventStreamClient.Request request(String address) {
        return EventStreamClient.Request.of(silent("http", "/doctor/stream")).header("X-Forwarded-For", address);
    }

    private EventStreamClient stream(String address) {
        EventStreamClient client = EventStreamClient.open(request(address));
        open.add(client);
        client.inbox().next("opened");
        return client;
    }

    private SocketClient socket(String address) {
        SocketClient client = SocketClient.open(silent("ws", "/doctor/ws"), null, Map.of("X-Forwarded-For", address));
        open.add(client);
        client.inbox().next("opened");
        return client;
    }

    private static StreamMessage refusal(String address) {
        try (EventStreamClient client = EventStreamClient.open(request(address))) {
            assertThat(client.status()).isEqualTo(503);
            assertThat(client.header("Retry-After")).isNotEmpty();
            return StreamMessage.parse(client.text());
        }
    }

    @AfterEach
    void leave() throws Exception {
        for (AutoCloseable client : open) {
            client.close();
        }
        await().atMost(Inbox.PATIENCE).until(() -> running() == 0);
    }

    @Test
    @Order(1)
    void anAddressHasItsShare() {
        double before = refused("max-probes-per-address");
        stream("192.0.2.1");
        socket("192.0.2.1");

        StreamMessage problem = refusal("192.0.2.1");

        assertThat(problem.text("code")).isEqualTo("too_many_probes");
        assertThat(problem.text("message")).contains("192.0.2.1", "pulseboard.doctor.max-probes-per-address allows: 2");
        assertThat(SocketClient.refusal(silent("ws", "/doctor/ws"), Map.of("X-Forwarded-For", "192.0.2.1")))
                .isEqualTo(503);
        assertThat(refused("max-probes-per-address")).isEqualTo(before + 2);
    }

    @Test
    @Order(1)
    void allOfThemHaveALimit() {
        stream("192.0.2.1");
        stream("192.0.2.2");
        socket("192.0.2.3");

        assertThat(refusal("192.0.2.4").text("message")).contains("pulseboard.doctor.max-probes allows: 3");
        assertThat(running()).isEqualTo(3);
    }

    @Test
    @Order(1)
    void whoLeavesMakesRoom() {
        EventStreamClient first = stream("192.0.2.1");
        SocketClient second = socket("192.0.2.1");

        first.close();
        second.close();

        await().atMost(Inbox.PATIENCE).until(() -> running() == 0);
        stream("192.0.2.1");
        stream("192.0.2.1");
    }

    @Test
    @Order(1)
    void noneTakesLongerThanAllowed() {
        RestAssured.get("/doctor/stream?idle=61")
                .then()
                .statusCode(400)
                .body("message", org.hamcrest.Matchers.containsString("from 1 to 60"));
    }

    @Test
    @Order(2)
    void theEndOfTheServerIsTheirs() {
        EventStreamClient stream = stream("192.0.2.1");
        SocketClient socket = socket("192.0.2.2");

        shutdown.fire(new ShutdownDelayInitiatedEvent());

        assertThat(stream.inbox().next("bye").text("reason")).isEqualTo("shutdown");
        assertThat(stream.inbox().rest()).isEmpty();
        assertThat(socket.closeCode()).isEqualTo(1012);
        assertThat(refusal("192.0.2.3").text("code")).isEqualTo("shutting_down");
    }
}
