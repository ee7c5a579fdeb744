package io.pulseboard.delivery.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.startsWith;

import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.EventStreamClient;
import io.pulseboard.delivery.EventStreamClient.Request;
import io.pulseboard.delivery.Inbox;
import io.pulseboard.delivery.LiveStreams;
import io.pulseboard.delivery.StreamMessage;
import io.pulseboard.hub.Hub;
import io.pulseboard.hub.StreamPosition;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The event stream as a client sees it. */
@QuarkusTest
@TestProfile(LiveStreams.class)
class StreamResourceTest {
    private final Hub hub;
    private final Board board;
    private final String name = Board.fresh();

    @Inject
    StreamResourceTest(Hub hub) {
        this.hub = hub;
        this.board = new Board(hub);
    }

    private static EventStreamClient open(String... parameters) {
        return EventStreamClient.open(Board.stream(parameters));
    }

    private static EventStreamClient goOn(String after, String... parameters) {
        return EventStreamClient.open(Request.of(Board.stream(parameters)).goingOnFrom(after));
    }

    @Test
    void startsWithHeadersThatKeepProxiesFromHoldingItBack() {
        try (EventStreamClient stream = open("query", name)) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("Content-Type")).matches("text/event-stream; ?charset=(?i:utf-8)");
            assertThat(stream.header("Cache-Control")).isEqualTo("no-store, no-transform");
            assertThat(stream.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(stream.header("Content-Encoding")).isEmpty();
        }
    }

    @Test
    void saysAtOnceWhenToComeBackAndNotToAllTheSame() {
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            try (EventStreamClient stream = open("query", name)) {
                assertThat(stream.retryMillis()).isBetween(1000L, 3999L);
                seen.add(stream.retryMillis());
            }
        }
        assertThat(seen).hasSizeGreaterThan(1);
    }

    @Test
    void sendsASnapshotAndThenWhatChanges() {
        board.set(name, 0.5);
        board.set(name + "_other", 7);
        try (EventStreamClient stream = open("query", "{__name__=~\"" + name + ".*\"}")) {
            StreamMessage snapshot = stream.inbox().next("snapshot");
            // The snapshot may be of the tick before.
            StreamMessage complete =
                    snapshot.keys().size() == 2 ? snapshot : stream.inbox().untilValue(name, 0.5);
            assertThat(complete.value(name + "_other")).isEqualTo(7);

            board.set(name, 0.75);

            StreamMessage update = stream.inbox().until("update");
            assertThat(update.keys()).containsExactly(name);
            assertThat(update.value(name)).isEqualTo(0.75);
        }
    }

    @Test
    void isEmptyAtFirstWhereNothingMatchesYet() {
        try (EventStreamClient stream = open("query", name)) {
            assertThat(stream.inbox().next("snapshot").keys()).isEmpty();

            board.set(name, 1);

            assertThat(stream.inbox().until("update").value(name)).isEqualTo(1);
        }
    }

    @Test
    void showsAValueAtTheNextTick() {
        try (EventStreamClient stream = open("query", name)) {
            stream.inbox().next("snapshot");
            long before = hub.position().seq();

            board.set(name, 1);

            StreamPosition id =
                    StreamPosition.parse(stream.inbox().until("update").id());
            // The tick that was running, if any, and the one after it.
            assertThat(id.seq()).isBetween(before + 1, before + 2);
        }
    }

    @Test
    void streamsEverythingIfNothingIsAskedFor() {
        board.set(name, 3);
        try (EventStreamClient stream = open()) {
            assertThat(stream.inbox().untilValue(name, 3).type()).isIn("snapshot", "update");
        }
    }

    @Test
    void takesSeveralQueries() {
        board.set(name, 1, "job", "a");
        board.set(name, 2, "job", "b");
        board.set(name, 3, "job", "c");
        try (EventStreamClient stream = open("query", name + "{job=\"a\"}", "query", name + "{job=~\"b|x\"}")) {
            StreamMessage both = stream.inbox().until(message -> message.keys().size() == 2);

            assertThat(both.keys()).containsExactlyInAnyOrder(name + "{job=\"a\"}", name + "{job=\"b\"}");
        }
    }

    @Test
    void takesSelectorsAsBrowsersSendThem() {
        board.set(name, 1, "job", "a|b");
        board.set(name, 2, "job", "other");
        String target = "/metrics/stream?query=" + name + "{job=\"a|b\"}";
        try (EventStreamClient stream =
                EventStreamClient.open(Request.of(Board.stream()).target(target))) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.inbox()
                            .until(message -> !message.keys().isEmpty())
                            .keys())
                    .containsExactly(name + "{job=\"a|b\"}");
        }
    }

    @Test
    void sendsNoMoreOftenThanAskedFor() {
        board.set(name, 0);
        try (EventStreamClient stream = open("query", name, "every", "600ms")) {
            StreamMessage first = stream.inbox().next("snapshot");
            List<StreamMessage> updates = new ArrayList<>();
            for (double value = 1; updates.size() < 2; value++) {
                board.set(name, value);
                updates.add(stream.inbox().until("update"));
            }

            assertThat(updates)
                    .allSatisfy(update -> assertThat(
                                    StreamPosition.parse(update.id()).seq() % 3)
                            .isZero());
            assertThat(first.id()).isNotEqualTo(updates.get(0).id());
        }
    }

    @Test
    void numbersSeriesInTheCompactFormat() {
        board.set(
                name,
                MetricType.HISTOGRAM,
                new HistogramValue(new double[] {0.5, Double.POSITIVE_INFINITY}, new double[] {1, 2}, 3.5, false));
        try (EventStreamClient stream = open("query", name, "format", "compact")) {
            StreamMessage defined =
                    stream.inbox().until(message -> message.json().has("define"));
            int number = defined.json().at("/define/0/0").asInt();
            assertThat(defined.json().at("/define/0").toString())
                    .isEqualTo("[" + number + ",\"" + name + "\",\"histogram\",\"seconds\",\"How long it took.\"]");
            assertThat(defined.json().at("/n/0").asInt()).isEqualTo(number);
            assertThat(defined.json().at("/v/0").toString())
                    .isEqualTo("{\"buckets\":[[0.5,1],[\"+Inf\",2]],\"sum\":3.5,\"count\":2}");

            board.set(
                    name,
                    MetricType.HISTOGRAM,
                    new HistogramValue(new double[] {0.5, Double.POSITIVE_INFINITY}, new double[] {1, 3}, 9, false));

            StreamMessage update = stream.inbox().until("update");
            assertThat(update.json().has("define")).isFalse();
            assertThat(update.json().at("/n/0").asInt()).isEqualTo(number);
            assertThat(update.json().at("/v/0/count").asInt()).isEqualTo(3);
        }
    }

    @Test
    void flattensAHistogramInTheNamedFormat() {
        board.set(
                name,
                MetricType.HISTOGRAM,
                new HistogramValue(new double[] {0.5, Double.POSITIVE_INFINITY}, new double[] {1, 2}, 3.5, false));
        try (EventStreamClient stream = open("query", name)) {
            StreamMessage message = stream.inbox().untilValue(name + "_count", 2);

            assertThat(message.keys())
                    .containsExactly(
                            name + "_bucket{le=\"0.5\"}",
                            name + "_bucket{le=\"+Inf\"}",
                            name + "_sum",
                            name + "_count");
        }
    }

    @Test
    void namesWhatIsNoNumber() {
        long now = System.currentTimeMillis();
        SeriesKey stale = SeriesKey.of(name, "is", "stale");
        board.set(name, Double.NaN, "is", "nan");
        board.set(name, Double.POSITIVE_INFINITY, "is", "+inf");
        board.set(name, Double.NEGATIVE_INFINITY, "is", "-inf");
        board.set(stale, 1);
        board.set(name, 2, "is", "gone");
        try (EventStreamClient stream = open("query", name)) {
            stream.inbox().untilValue(name + "{is=\"gone\"}", 2);
            board.append(List.of(Sample.stale(stale, Board.gauge(), now + 1)));
            board.remove(name, "is", "gone");
            stream.inbox().until(message -> message.has(name + "{is=\"gone\"}"));

            List<StreamMessage> seen = stream.inbox().taken();
            for (String word : List.of("nan", "+inf", "-inf", "stale", "gone")) {
                String key = name + "{is=\"" + word + "\"}";
                assertThat(seen)
                        .anySatisfy(message -> assertThat(message.state(key)).isEqualTo(word));
            }
        }
        try (EventStreamClient later = open("query", name)) {
            StreamMessage snapshot = later.inbox().next("snapshot");
            assertThat(snapshot.state(name + "{is=\"stale\"}")).isEqualTo("stale");
            assertThat(snapshot.has(name + "{is=\"gone\"}")).isFalse();
        }
    }

    @Test
    void sendsAHeartbeatWhenThereIsNothingToSay() {
        try (EventStreamClient stream = open("query", name)) {
            StreamMessage snapshot = stream.inbox().next("snapshot");

            StreamMessage heartbeat = stream.inbox().next("heartbeat");

            assertThat(StreamPosition.parse(heartbeat.id()).seq())
                    .isGreaterThan(StreamPosition.parse(snapshot.id()).seq());
            assertThat(heartbeat.json().path("ts").isIntegralNumber()).isTrue();
        }
    }

    @Test
    void goesOnWhereAClientLeft() {
        String left;
        try (EventStreamClient stream = open("query", name)) {
            stream.inbox().next("snapshot");
            board.set(name, 1);
            stream.inbox().untilValue(name, 1);
            left = stream.inbox().position();
        }
        List<Double> missed = new ArrayList<>();
        try (EventStreamClient witness = open("query", name)) {
            witness.inbox().next("snapshot");
            for (int value = 2; value < 5; value++) {
                board.set(name, value);
                missed.add(witness.inbox().untilValue(name, value).value(name));
            }
        }

        try (EventStreamClient stream = goOn(left, "query", name, "after", left)) {
            for (double value : missed) {
                assertThat(stream.inbox().next("update").value(name)).isEqualTo(value);
            }
        }
    }

    @Test
    void believesTheHeaderOfAReconnectMoreThanTheUrl() {
        String old;
        String newer;
        try (EventStreamClient stream = open("query", name)) {
            stream.inbox().next("snapshot");
            board.set(name, 1);
            old = stream.inbox().until("update").id();
            board.set(name, 2);
            newer = stream.inbox().until("update").id();
        }
        board.set(name, 3);

        Request request = Request.of(Board.stream("query", name, "after", old))
                .header("Last-Event-ID", newer)
                .goingOnFrom(newer);
        try (EventStreamClient stream = EventStreamClient.open(request)) {
            assertThat(stream.inbox().next("update").value(name)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"0elsewhere, 1", "'', 999999999"})
    void saysThatThereIsAGapWhereItCannotGoOn(String epoch, long seq) {
        board.set(name, 1);
        String after = (epoch.isEmpty() ? hub.position().epoch() : epoch) + "-" + seq;

        try (EventStreamClient stream = goOn(after, "query", name, "after", after)) {
            StreamMessage gap = stream.inbox().next("gap");
            StreamMessage snapshot = stream.inbox().next("snapshot");

            assertThat(gap.text("from")).isEqualTo(after);
            assertThat(gap.text("to")).isEqualTo(snapshot.id());
        }
    }

    @Test
    void isPlainTextForWhoOpensTheAddressInABrowser() {
        Request request = Request.of(Board.stream("query", name))
                .header("Sec-Fetch-Dest", "document")
                .header("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        try (EventStreamClient stream = EventStreamClient.open(request)) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("Content-Type")).matches("text/plain; ?charset=(?i:utf-8)");
            assertThat(stream.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(stream.retryMillis()).isPositive();
            stream.inbox().next("snapshot");
        }
    }

    @Test
    void cutsALargeSnapshotIntoParts() {
        String padding = "x".repeat(1000);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 2500; i++) {
            SeriesKey key = SeriesKey.of(name, "i", Integer.toString(i), "padding", padding);
            samples.add(Sample.of(key, Board.gauge(), i, System.currentTimeMillis()));
        }
        try (EventStreamClient first = open("query", name)) {
            first.inbox().next("snapshot");
            board.append(samples);
            first.inbox().until("update");
        }

        try (EventStreamClient stream = open("query", name)) {
            Set<String> keys = new HashSet<>();
            List<Integer> parts = new ArrayList<>();
            StreamMessage message = stream.inbox().next("snapshot");
            int of = message.json().path("parts").asInt();
            while (true) {
                assertThat(message.text().length()).isLessThan(1 << 20);
                parts.add(message.json().path("part").asInt());
                keys.addAll(message.keys());
                if (parts.size() == of) {
                    break;
                }
                message = stream.inbox().next("snapshot");
            }
            assertThat(parts).containsExactly(1, 2, 3);
            assertThat(keys).hasSize(2500);
        }
        hub.remove(samples.stream().map(Sample::key).toList());
    }

    @Test
    void givesASlowClientOneMergedFrame() {
        String padding = "y".repeat(3000);
        Request slow = Request.of(Board.stream("query", name)).receiveBuffer(4096);
        try (EventStreamClient stream = EventStreamClient.openWithoutReading(slow);
                EventStreamClient witness = open("query", name)) {
            witness.inbox().next("snapshot");
            for (int round = 1; round <= 30; round++) {
                List<Sample> samples = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                    SeriesKey key = SeriesKey.of(name, "i", Integer.toString(i), "padding", padding);
                    samples.add(Sample.of(key, Board.gauge(), round * 1000 + i, System.currentTimeMillis()));
                }
                board.append(samples);
                witness.inbox().until("update");
            }

            stream.read();

            String last = name + "{i=\"299\",padding=\"" + padding + "\"}";
            StreamMessage merged = stream.inbox()
                    .until(message -> message.json().path("merged").asInt() > 0);
            assertThat(merged.value(last)).isEqualTo(30_299);
        }
        assertThat(RestAssured.get("/q/metrics").asString())
                .containsPattern("pulseboard_frames_merged_total\\{transport=\"sse\",?\\} [1-9]");
    }

    @ParameterizedTest
    @CsvSource({
        "query, orders_total[5m], bad_query, 12",
        "every, soon, bad_parameter,",
        "every, 0s, bad_parameter,",
        "every, 2h, bad_parameter,",
        "format, xml, bad_parameter,",
        "after, yesterday, bad_parameter,",
    })
    void namesTheParameterThatIsWrongBeforeItStarts(String parameter, String value, String code, String position) {
        Request request = Request.of(Board.stream(parameter, value)).header("Accept", "text/event-stream");
        try (EventStreamClient answer = EventStreamClient.open(request)) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("Content-Type")).startsWith("application/json");
            StreamMessage problem = StreamMessage.parse(answer.text());
            assertThat(problem.type()).isEqualTo("error");
            assertThat(problem.text("code")).isEqualTo(code);
            assertThat(problem.text("parameter")).isEqualTo(parameter);
            assertThat(problem.text("position")).isEqualTo(position == null ? "" : position);
            assertThat(problem.text("expected")).isNotEmpty();
        }
    }

    @Test
    void namesAHeaderThatIsWrong() {
        Request request = Request.of(Board.stream()).header("Last-Event-ID", "not one");
        try (EventStreamClient answer = EventStreamClient.open(request)) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(StreamMessage.parse(answer.text()).text("parameter")).isEqualTo("Last-Event-ID");
        }
    }

    @Test
    void answersHeadWithTheHeadersAlone() {
        RestAssured.head(Board.stream("query", name))
                .then()
                .statusCode(200)
                .header("Content-Type", startsWith("text/event-stream"))
                .header("Cache-Control", "no-store, no-transform");
    }

    @Test
    void countsWhoLeaves() {
        String counter = "pulseboard_streams_closed_total\\{reason=\"client_left\",transport=\"sse\",?\\} [1-9]";
        try (EventStreamClient stream = open("query", name)) {
            stream.inbox().next("snapshot");
        }
        await().atMost(Inbox.PATIENCE)
                .untilAsserted(() ->
                        assertThat(RestAssured.get("/q/metrics").asString()).containsPattern(counter));
    }
}
