package bench;

/**
 * Checks what one client was sent against the contract of the stream: after the first snapshot every update says the span it covers,
 * {@code after} up to and with {@code id}. While {@code after} is not beyond the last {@code id} seen there is no hole; while
 * {@code id} grows nothing comes twice. A server without snapshots (nchan, the floor) begins with its first update. Confined to the
 * loop of its client.
 */
final class Coverage {
    private static final long NOTHING = -1;

    private final boolean snapshotFirst;
    private String epochText = "";
    private long epoch;
    private long seen = NOTHING;
    private long updates;
    private long snapshots;
    private long merged;
    private long holes;
    private long doubles;
    private long gaps;

    /**
     * @param snapshotFirst whether the state comes before the first update
     */
    Coverage(boolean snapshotFirst) {
        this.snapshotFirst = snapshotFirst;
    }

    /** Takes the next message in. */
    void accept(MessageHead message) {
        switch (message.type()) {
            case SNAPSHOT -> snapshot(message);
            case UPDATE -> update(message);
            case HEARTBEAT -> heartbeat(message);
            case GAP -> gaps++;
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

    /** Whether there is a position: a first snapshot has come, or a first update where no snapshots are sent. */
    boolean started() {
        return seen != NOTHING;
    }

    /** The sequence number of the last position seen. */
    long seen() {
        return seen;
    }

    /** The last position seen, as the stream words it; empty before the first. */
    String position() {
        return started() ? epochText + "-" + seen : "";
    }

    /** What came since the start or {@link #restart}. */
    Counts counts() {
        return new Counts(updates, snapshots, merged, holes, doubles, gaps);
    }

    /**
     * What one client got.
     *
     * @param snapshots whole ones; one is normal, at the beginning
     * @param merged frames that merging replaced
     * @param holes updates whose {@code after} lies beyond what was seen, and positions of another epoch
     * @param doubles updates whose {@code id} had been seen
     * @param gaps that the server itself announced
     */
    record Counts(long updates, long snapshots, long merged, long holes, long doubles, long gaps) {}

    private void snapshot(MessageHead message) {
        if (message.complete()) {
            snapshots++;
            begin(message);
        }
    }

    private void update(MessageHead message) {
        updates++;
        merged += message.merged();
        if (!started() && !snapshotFirst) {
            begin(message);
            return;
        }
        if (message.after() > seen || message.after() < 0 || message.epoch() != epoch) {
            holes++;
        }
        if (message.id() <= seen) {
            doubles++;
        }
        seen = Math.max(seen, message.id());
    }

    private void begin(MessageHead message) {
        seen = message.id();
        epoch = message.epoch();
        epochText = message.epochText();
    }

    private void heartbeat(MessageHead message) {
        if (message.id() < seen) {
            doubles++;
        }
        seen = Math.max(seen, message.id());
    }
}
