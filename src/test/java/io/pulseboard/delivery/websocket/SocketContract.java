package io.pulseboard.delivery.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.delivery.BinaryMessages;
import io.pulseboard.delivery.Board;
import io.pulseboard.delivery.EventStreamClient;
import io.pulseboard.delivery.SocketClient;
import io.pulseboard.delivery.StreamMessage;
import io.pulseboard.delivery.TestCertificate;
import io.pulseboard.hub.Hub;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What holds for a WebSocket whatever carries it and whatever it speaks: the messages are those of the event stream, byte for byte, or in
 * CBOR value for value, a client that was cut
 * off or has paused goes on where it was, and one that is slow is not queued for. One subclass per way of carrying.
 */
abstract class SocketContract {
    private static final String PADDING = "y".repeat(3000);
    private static final int SERIES = 300;

    /** Megabytes: more than all the buffers on the way take, of which the largest is the kernel's of some 4 MB for what is sent. */
    private static final int ROUNDS = 20;

    private final Hub hub;
    private final Board board;
    private final String name = Board.fresh();

    SocketContract(Hub hub) {
        this.hub = hub;
        this.board = new Board(hub);
    }

    /** The scheme to open a socket with in this way. */
    abstract String scheme();

    /** The port to open a socket at in this way. */
    abstract int port();

    /** The sub-protocol to offer, empty for none. */
    String subprotocol() {
        return "";
    }

    private boolean isBinary() {
        return subprotocol().equals(BinaryMessages.PROTOCOL);
    }

    private SocketClient open(@Nullable String after, boolean read, String... parameters) {
        URI address = Board.address(scheme(), port(), "/metrics/ws", parameters);
        return SocketClient.open(address, after, TestCertificate.get().trusting(), read, subprotocol());
    }

    private SocketClient open(String... parameters) {
        return open(null, true, parameters);
    }

    private EventStreamClient witness() {
        EventStreamClient witness = EventStreamClient.open(Board.stream("query", name));
        witness.inbox().next("snapshot");
        return witness;
    }

    /** Sets values one after the other, each in a tick of its own. */
    private void oneAfterTheOther(double... values) {
        try (EventStreamClient witness = witness()) {
            for (double value : values) {
                board.set(name, value);
                witness.inbox().untilValue(name, value);
            }
        }
    }

    private static void comeInOrder(SocketClient socket, String name, double... values) {
        for (double value : values) {
            assertThat(socket.inbox().next("update").value(name)).isEqualTo(value);
        }
    }

    /** A megabyte. */
    private List<Sample> samples(int round) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < SERIES; i++) {
            SeriesKey key = SeriesKey.of(name, "i", Integer.toString(i), "padding", PADDING);
            samples.add(Sample.of(key, Board.gauge(), round * 1000 + i, System.currentTimeMillis()));
        }
        return samples;
    }

    private String key(int i) {
        return name + "{i=\"" + i + "\",padding=\"" + PADDING + "\"}";
    }

    @Test
    void updatesAreThoseOfTheEventStream() {
        String format = isBinary() ? "compact" : "named";
        try (SocketClient socket = open("query", name);
                EventStreamClient witness = EventStreamClient.open(Board.stream("query", name, "format", format))) {
            witness.inbox().next("snapshot");
            socket.inbox().next("snapshot");
            for (int value = 1; value <= 5; value++) {
                board.set(name, value, "of", "a \"quote\" and an é");

                StreamMessage update = socket.inbox().until("update");
                StreamMessage expected = witness.inbox().until("update");

                if (isBinary()) {
                    assertThat(StreamMessage.parse(update.text()).json()).isEqualTo(expected.json());
                } else {
                    assertThat(update.text()).isEqualTo(expected.text());
                }
            }
        }
    }

    @Test
    void aClientThatWasCutOffGoesOnWhereItWas() {
        String position;
        try (SocketClient socket = open("query", name)) {
            socket.inbox().next("snapshot");
            board.set(name, 1);
            position = socket.inbox().untilValue(name, 1).id();
        }
        oneAfterTheOther(2, 3, 4);

        try (SocketClient socket = open(position, true, "query", name, "after", position)) {
            comeInOrder(socket, name, 2, 3, 4);
        }
    }

    @Test
    void aClientThatPausesGoesOnWhereItWas() {
        try (SocketClient socket = open("query", name)) {
            socket.inbox().next("snapshot");
            board.set(name, 1);
            socket.inbox().untilValue(name, 1);
            socket.send("{\"op\":\"pause\"}").send("{\"op\":\"ping\"}");
            socket.inbox().until("pong");
            oneAfterTheOther(2, 3, 4);

            socket.send("{\"op\":\"resume\"}");

            comeInOrder(socket, name, 2, 3, 4);
        }
    }

    @Test
    void aLargeSnapshotComesWhole() {
        List<Sample> samples = samples(1);
        try (EventStreamClient witness = witness()) {
            board.append(samples);
            witness.inbox().untilValue(key(SERIES - 1), 1000 + SERIES - 1);
        }

        try (SocketClient socket = open("query", name)) {
            StreamMessage snapshot = socket.inbox().next("snapshot");

            assertThat(snapshot.text().length()).isGreaterThan(SERIES * PADDING.length());
            for (int i = 0; i < SERIES; i++) {
                assertThat(snapshot.value(key(i))).isEqualTo(1000 + i);
            }
        }
        hub.remove(samples.stream().map(Sample::key).toList());
    }

    @Test
    void aSlowClientGetsOneMergedFrame() {
        try (SocketClient socket = open(null, false, "query", name);
                EventStreamClient witness = witness()) {
            for (int round = 1; round <= ROUNDS; round++) {
                if (isBinary()) {
                    // There, names are in definitions only: series that come back are defined anew.
                    hub.remove(samples(0).stream().map(Sample::key).toList());
                }
                board.append(samples(round));
                witness.inbox().untilValue(key(SERIES - 1), round * 1000 + SERIES - 1);
            }

            socket.read();

            StreamMessage merged = socket.inbox()
                    .until(message -> message.json().path("merged").asInt() > 0);
            assertThat(merged.value(key(SERIES - 1))).isEqualTo(ROUNDS * 1000 + SERIES - 1);
        }
        hub.remove(samples(0).stream().map(Sample::key).toList());
    }

    @ParameterizedTest
    @CsvSource({"KIND, 1003", "LARGE, 1009", "MANY, 1008"})
    void theCloseCodeSaysWhatWasWrong(String wrong, int code) {
        try (SocketClient socket = open("wait", "true")) {
            switch (wrong) {
                case "KIND" -> {
                    if (isBinary()) {
                        socket.sendText("{\"op\":\"ping\"}");
                    } else {
                        socket.sendBinary(BinaryMessages.write("{\"op\":\"ping\"}"));
                    }
                }
                case "LARGE" -> socket.sendCarelessly(" ".repeat(16_385));
                default -> {
                    for (int i = 0; i < 500; i++) {
                        socket.sendCarelessly("{\"op\":\"ping\"}");
                    }
                }
            }

            assertThat(socket.closeCode()).isEqualTo(code);
        }
    }
}
