package io.pulseboard.delivery.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.EventStreamClient;
import io.pulseboard.delivery.EventStreamClient.Request;
import io.pulseboard.delivery.StreamMessage;
import io.pulseboard.hub.Hub;
import io.pulseboard.hub.StreamPosition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds for an event stream whatever carries it: events come when they happen and not when a buffer is full, in order, and a
 * client that was cut off goes on where it was; plain and compressed. One subclass per way of carrying.
 */
abstract class EventStreamContract {
    /** How many ticks may pass before an event is here: as sent it is one, and machines that build are slow. */
    private static final long MANY_TICKS = 15;

    private final Hub hub;
    private final Board board;
    private final String name = Board.fresh();

    EventStreamContract(Hub hub) {
        this.hub = hub;
        this.board = new Board(hub);
    }

    /** Opens a stream in this way; the path and the query of the request are right, its scheme, host and port need not be. */
    abstract EventStreamClient open(Request request);

    /** What {@link EventStreamClient#protocol()} has to say. */
    abstract String protocol();

    private Request request(String encoding) {
        return Request.of(Board.stream("query", name)).header("Accept-Encoding", encoding);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip"})
    void isAnEventStream(String encoding) {
        try (EventStreamClient stream = open(request(encoding))) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.protocol()).isEqualTo(protocol());
            assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
            assertThat(stream.header("Content-Encoding")).isEqualTo(encoding.equals("gzip") ? "gzip" : "");
            assertThat(stream.header("Vary")).isEqualToIgnoringCase("Accept-Encoding");
            assertThat(stream.header("Cache-Control")).isEqualTo("no-store, no-transform");
            assertThat(stream.retryMillis()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip"})
    void eventsComeWhenTheyHappen(String encoding) {
        try (EventStreamClient stream = open(request(encoding))) {
            stream.inbox().next("snapshot");
            for (int value = 1; value <= 5; value++) {
                board.set(name, value);

                StreamMessage update = stream.inbox().until("update");

                assertThat(update.value(name)).isEqualTo(value);
                assertThat(hub.position().seq()
                                - StreamPosition.parse(update.id()).seq())
                        .isLessThan(MANY_TICKS);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip"})
    void aClientThatWasCutOffGoesOnWhereItWas(String encoding) {
        String position;
        try (EventStreamClient stream = open(request(encoding))) {
            stream.inbox().next("snapshot");
            board.set(name, 1);
            position = stream.inbox().untilValue(name, 1).id();
        }
        try (EventStreamClient witness = EventStreamClient.open(Board.stream("query", name))) {
            witness.inbox().next("snapshot");
            for (int value = 2; value <= 4; value++) {
                board.set(name, value);
                witness.inbox().untilValue(name, value);
            }
        }

        Request again = request(encoding).header("Last-Event-ID", position).goingOnFrom(position);
        try (EventStreamClient stream = open(again)) {
            for (int value = 2; value <= 4; value++) {
                assertThat(stream.inbox().next("update").value(name)).isEqualTo(value);
            }
        }
    }
}
