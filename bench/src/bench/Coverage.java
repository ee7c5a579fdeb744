package bench;

/**
 * Checks what one client was sent against the contract of the stream: after the first snapshot every update says the span it covers,
 * {@code after} up to and with {@code id}. While {@code after} is not beyond the last {@code id} seen there is no hole; while
 * {@code id} grows nothing comes twice. Confined to the loop of its client.
 */
final class Coverage {
    private static final long NOTHING = -1;

    private long epoch;
    private long seen = NOTHING;
    private long updates;
    private long snapshots;
    private long merged;
    private long holes;
    private long doubles;
    private long gaps;

    /** Takes the next message in. */
    void accept(String type, MessageHead message) {
        switch (type) {
            case "snapshot" -> snapshot(message);
            case "update" -> update(message);
            case "heartbeat" -> heartbeat(message);
            case "gap" -> gaps++;
            default -> {}
        }
    }

    /** Forgets the counts, not the position: what follows is counted from zero and still has to be complete. */
    void restart() {
        updates = 0;
        snapshots = 0;
        merged = 0;
        holes = 0;
        doubles = 0;
        gaps = 0;
    }

    /** Whether a first snapshot has come. */
    boolean started() {
        return seen != NOTHING;
    }

    /** The sequence number of the last position seen. */
    long seen() {
        return seen;
    }

    /** Updates since the start or {@link #restart}. */
    long updates() {
        return updates;
    }

    /** Whole snapshots since then; one is normal, at the beginning. */
    long snapshots() {
        return snapshots;
    }

    /** Frames that merging replaced. */
    long merged() {
        return merged;
    }

    /** Updates whose {@code after} lies beyond what was seen, and positions of another epoch. */
    long holes() {
        return holes;
    }

    /** Updates whose {@code id} had been seen. */
    long doubles() {
        return doubles;
    }

    /** Gaps that the server itself announced. */
    long gaps() {
        return gaps;
    }

    private void snapshot(MessageHead message) {
        if (message.complete()) {
            snapshots++;
            seen = message.id();
            epoch = message.epoch();
        }
    }

    private void update(MessageHead message) {
        updates++;
        merged += message.merged();
        if (message.after() > seen || message.after() < 0 || message.epoch() != epoch) {
            holes++;
        }
        if (message.id() <= seen) {
            doubles++;
        }
        seen = Math.max(seen, message.id());
    }

    private void heartbeat(MessageHead message) {
        if (message.id() < seen) {
            doubles++;
        }
        seen = Math.max(seen, message.id());
    }
}
