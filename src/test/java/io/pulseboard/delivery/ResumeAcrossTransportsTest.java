package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.delivery.EventStreamClient.Request;
import io.pulseboard.hub.Hub;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Leaving on one transport and going on with the other, with the same position. */
@QuarkusTest
@TestProfile(LiveStreams.class)
class ResumeAcrossTransportsTest {
    private final Board board;
    private final String name = Board.fresh();

    @Inject
    ResumeAcrossTransportsTest(Hub hub) {
        this.board = new Board(hub);
    }

    private void oneAfterTheOther(double... values) {
        try (EventStreamClient witness = EventStreamClient.open(Board.stream("query", name))) {
            witness.inbox().next("snapshot");
            for (double value : values) {
                board.set(name, value);
                witness.inbox().untilValue(name, value);
            }
        }
    }

    @Test
    void theWebSocketGoesOnWhereTheEventStreamWasLeft() {
        String position;
        try (EventStreamClient stream = EventStreamClient.open(Board.stream("query", name))) {
            stream.inbox().next("snapshot");
            board.set(name, 1);
            position = stream.inbox().untilValue(name, 1).id();
        }
        oneAfterTheOther(2, 3, 4);

        try (SocketClient socket =
                SocketClient.open(Board.socket("query", name, "after", position), position, Map.of())) {
            comeInOrder(socket.inbox(), 2, 3, 4);
        }
    }

    @Test
    void theEventStreamGoesOnWhereTheWebSocketWasLeft() {
        String position;
        try (SocketClient socket = SocketClient.open(Board.socket("query", name))) {
            socket.inbox().next("snapshot");
            board.set(name, 1);
            position = socket.inbox().untilValue(name, 1).id();
        }
        oneAfterTheOther(2, 3, 4);

        Request request = Request.of(Board.stream("query", name))
                .header("Last-Event-ID", position)
                .goingOnFrom(position);
        try (EventStreamClient stream = EventStreamClient.open(request)) {
            comeInOrder(stream.inbox(), 2, 3, 4);
        }
    }

    @Test
    void aPositionIsTheSameInBothFormats() {
        String position;
        try (EventStreamClient stream = EventStreamClient.open(Board.stream("query", name, "format", "compact"))) {
            stream.inbox().next("snapshot");
            board.set(name, 1);
            position = stream.inbox()
                    .until(message -> message.json().path("v").size() == 1)
                    .id();
        }
        oneAfterTheOther(2, 3);

        try (SocketClient socket = SocketClient.open(Board.socket("wait", "true"))) {
            socket.inbox().goingOnFrom(position);
            socket.send("{\"op\":\"subscribe\",\"query\":\"" + name + "\",\"after\":\"" + position + "\"}");
            socket.inbox().next("subscribed");
            comeInOrder(socket.inbox(), 2, 3);
        }
    }

    @Test
    void aBinaryWebSocketGoesOnWhereTheEventStreamWasLeft() {
        String position;
        try (EventStreamClient stream = EventStreamClient.open(Board.stream("query", name))) {
            stream.inbox().next("snapshot");
            board.set(name, 1);
            position = stream.inbox().untilValue(name, 1).id();
        }
        oneAfterTheOther(2, 3);
        try (SocketClient other = openBinary("query", name)) {
            // Tells what the numbers stand for: those who go on from a position are not told again.
            other.inbox().next("snapshot");
        }

        try (SocketClient socket = openBinary("query", name, "after", position)) {
            socket.inbox().goingOnFrom(position);
            comeInOrder(socket.inbox(), 2, 3);
        }
    }

    private static SocketClient openBinary(String... parameters) {
        Map<String, String> offer = Map.of("Sec-WebSocket-Protocol", BinaryMessages.PROTOCOL);
        return SocketClient.open(Board.socket(parameters), null, offer);
    }

    private void comeInOrder(Inbox inbox, double... values) {
        for (double value : values) {
            assertThat(inbox.next("update").value(name)).isEqualTo(value);
        }
    }
}
