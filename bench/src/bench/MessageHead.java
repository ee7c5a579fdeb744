package bench;

import java.nio.charset.StandardCharsets;

/**
 * The first members of a stream message, read in one pass without a JSON parser: they come before the values, so that the first
 * hundred bytes hold them all. Reused for every message of a loop.
 */
final class MessageHead {
    /** How many bytes of a message have to be kept for {@link #read}. */
    static final int CAPACITY = 256;

    /** The types that matter here. */
    enum Type {
        SNAPSHOT,
        UPDATE,
        HEARTBEAT,
        GAP,
        BYE,
        OTHER
    }

    private static final long MISSING = -1;

    private byte[] bytes = new byte[0];
    private int end;
    private Type type = Type.OTHER;
    private long id;
    private long after;
    private long epoch;
    private String epochText = "";
    private long epochOfText;
    private long timestamp;
    private long merged;
    private long part;
    private long parts;

    /** Looks at the message that stands in {@code bytes}. */
    void read(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        end = to;
        type = Type.OTHER;
        id = after = timestamp = MISSING;
        epoch = merged = part = parts = 0;
        int at = find('{', from) + 1;
        while (at < to && bytes[at] == '"') {
            at = member(at + 1);
        }
    }

    /** The message's type. */
    Type type() {
        return type;
    }

    /** The sequence number in {@code id}, -1 if there is none. */
    long id() {
        return id;
    }

    /** The sequence number in {@code after}, -1 if there is none. */
    long after() {
        return after;
    }

    /** A hash of the epoch in {@code id}, 0 if there is none. */
    long epoch() {
        return epoch;
    }

    /** The epoch in {@code id} as it was sent. */
    String epochText() {
        return epochText;
    }

    /** The tick's time in Unix milliseconds, -1 if there is none. */
    long timestamp() {
        return timestamp;
    }

    /** How many frames this one replaced, 0 if none. */
    long merged() {
        return merged;
    }

    /** Whether the state is complete with this message: false for all parts of a snapshot but the last. */
    boolean complete() {
        return part == parts;
    }

    // Reads the member whose key starts here; the result is where the next one begins, the end if nothing of use
    // follows.
    private int member(int key) {
        int keyEnd = find('"', key);
        int value = keyEnd + 2;
        if (value >= end) {
            return end;
        }
        if (bytes[value] == '"') {
            int valueEnd = find('"', value + 1);
            string(key, keyEnd - key, value + 1, valueEnd);
            return valueEnd + 2;
        }
        return bytes[value] >= '0' && bytes[value] <= '9' ? number(key, keyEnd - key, value) : end;
    }

    private void string(int key, int length, int from, int to) {
        if (length == 4) {
            type = type(bytes[from], to - from);
        } else if (length == 2) {
            id = position(from, to, true);
        } else if (length == 5 && bytes[key] == 'a') {
            after = position(from, to, false);
        }
    }

    private int number(int key, int length, int from) {
        long number = 0;
        int at = from;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            number = number * 10 + bytes[at++] - '0';
        }
        switch (length) {
            case 2 -> timestamp = number;
            case 4 -> part = number;
            case 5 -> parts = number;
            case 6 -> merged = number;
            default -> {}
        }
        return at + 1;
    }

    private static Type type(byte first, int length) {
        return switch (first) {
            case 'u' -> Type.UPDATE;
            case 's' -> length == 8 ? Type.SNAPSHOT : Type.OTHER;
            case 'h' -> Type.HEARTBEAT;
            case 'g' -> Type.GAP;
            case 'b' -> Type.BYE;
            default -> Type.OTHER;
        };
    }

    private long position(int from, int to, boolean own) {
        long hash = 17;
        int at = from;
        while (at < to && bytes[at] != '-') {
            hash = hash * 31 + bytes[at++];
        }
        if (own) {
            epoch = hash;
            rememberEpoch(from, at);
        }
        long sequence = 0;
        for (at++; at < to; at++) {
            sequence = sequence * 10 + bytes[at] - '0';
        }
        return sequence;
    }

    // One server has one epoch, so this makes a string once.
    private void rememberEpoch(int from, int to) {
        if (epochOfText != epoch) {
            epochOfText = epoch;
            epochText = new String(bytes, from, to - from, StandardCharsets.US_ASCII);
        }
    }

    private int find(char wanted, int from) {
        int at = from;
        while (at < end && bytes[at] != wanted) {
            at++;
        }
        return at;
    }
}
