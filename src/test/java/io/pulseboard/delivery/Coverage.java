package io.pulseboard.delivery;

import io.pulseboard.hub.StreamPosition;
import org.jspecify.annotations.Nullable;

/**
 * Checks what the protocol promises about positions, message by message: ids only grow, and no update follows on a position that
 * the client has not reached. A stream that passes has no hole. Not for use by several threads.
 */
public final class Coverage {
    private @Nullable StreamPosition last;
    private boolean snapshotDue;
    private int part;

    /** Starts without a position: the first message of the state has to be a snapshot. */
    public Coverage() {
        this(null);
    }

    /** Goes on from a position that an earlier stream has reached; null for none. */
    public Coverage(@Nullable String after) {
        last = after == null ? null : StreamPosition.parse(after);
        snapshotDue = after == null;
    }

    /** The last position reached; null before the first. */
    public @Nullable String last() {
        return last == null ? null : last.toString();
    }

    /** Takes the next message; fails the test if it breaks the promise. */
    public void accept(StreamMessage message) {
        switch (message.type()) {
            case "snapshot" -> snapshot(message);
            case "update" -> update(message);
            case "heartbeat" -> heartbeat(message);
            case "gap" -> {
                require(!snapshotDue || last == null, "a gap where a snapshot was due", message);
                snapshotDue = true;
                last = null;
            }
            case "subscribed" -> {
                // What follows belongs to a new subscription, which may go on from a position or start with a snapshot.
                snapshotDue = false;
                part = 0;
            }
            default -> {}
        }
    }

    private void snapshot(StreamMessage message) {
        int parts = message.json().path("parts").asInt(1);
        part++;
        require(message.json().path("part").asInt(1) == part, "not part " + part, message);
        if (part == parts) {
            last = StreamPosition.parse(message.id());
            snapshotDue = false;
            part = 0;
        }
    }

    private void update(StreamMessage message) {
        StreamPosition id = StreamPosition.parse(message.id());
        StreamPosition after = StreamPosition.parse(message.text("after"));
        StreamPosition reached = last;
        require(!snapshotDue && reached != null && part == 0, "an update before the snapshot", message);
        if (reached != null) {
            require(
                    id.epoch().equals(reached.epoch()) && after.epoch().equals(reached.epoch()),
                    "another epoch",
                    message);
            require(after.seq() <= reached.seq(), "a hole after " + reached, message);
            require(id.seq() > reached.seq(), "an id not beyond " + reached, message);
        }
        last = id;
    }

    private void heartbeat(StreamMessage message) {
        StreamPosition id = StreamPosition.parse(message.id());
        require(last != null && id.seq() >= last.seq(), "a heartbeat behind " + last, message);
        last = id;
    }

    private static void require(boolean condition, String what, StreamMessage message) {
        if (!condition) {
            throw new AssertionError(what + ": " + message);
        }
    }
}
