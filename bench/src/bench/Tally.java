package bench;

import java.util.EnumMap;
import java.util.Map;

/** What the clients of one loop received while it counted. */
final class Tally {
    private final Latency latency = new Latency();
    private final long[] types = new long[MessageHead.Type.values().length];
    private long bytes;
    private long messageBytes;
    private long unread;

    /** Counts a message. */
    void message(MessageHead head, int length, long arrival, long openedAt) {
        MessageHead.Type type = head.type();
        types[type.ordinal()]++;
        if (type == MessageHead.Type.UPDATE) {
            messageBytes += length;
            if (head.timestamp() >= openedAt) {
                latency.record(arrival - head.timestamp());
            }
        }
    }

    /** Counts a compressed message that nobody looked into. */
    void unread() {
        unread++;
    }

    /** Counts bytes from a socket. */
    void bytes(int count) {
        bytes += count;
    }

    /** Adds what another one has. */
    void add(Tally other) {
        latency.add(other.latency);
        for (int i = 0; i < types.length; i++) {
            types[i] += other.types[i];
        }
        bytes += other.bytes;
        messageBytes += other.messageBytes;
        unread += other.unread;
    }

    Latency latency() {
        return latency;
    }

    /** Updates, looked into or not. */
    long updates() {
        return types[MessageHead.Type.UPDATE.ordinal()] + unread;
    }

    /** Bytes from the sockets for each update. */
    double bytesPerUpdate() {
        return (double) bytes / Math.max(1, updates());
    }

    /** Bytes of an update's JSON, on average over those that were looked into. */
    double messageBytes() {
        return (double) messageBytes / Math.max(1, types[MessageHead.Type.UPDATE.ordinal()]);
    }

    /** How many messages of each type were looked into. */
    Map<MessageHead.Type, Long> types() {
        Map<MessageHead.Type, Long> map = new EnumMap<>(MessageHead.Type.class);
        for (MessageHead.Type type : MessageHead.Type.values()) {
            if (types[type.ordinal()] > 0) {
                map.put(type, types[type.ordinal()]);
            }
        }
        return map;
    }
}
