package bench;

import java.nio.charset.StandardCharsets;

/**
 * The first fields of a stream message, read without a JSON parser: they come in a fixed order before the values, so that the first
 * few hundred bytes hold them all. Reused for every message of a loop.
 */
final class MessageHead {
    /** How many bytes of a message are kept for {@link #read}. */
    static final int CAPACITY = 320;

    private static final byte[] TYPE = key("\"type\":\"");
    private static final byte[] ID = key("\"id\":\"");
    private static final byte[] AFTER = key("\"after\":\"");
    private static final byte[] TS = key("\"ts\":");
    private static final byte[] MERGED = key("\"merged\":");
    private static final byte[] PART = key("\"part\":");
    private static final byte[] PARTS = key("\"parts\":");

    private byte[] bytes = new byte[0];
    private int length;

    /** Looks at the message that starts in {@code bytes}. */
    MessageHead read(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
        return this;
    }

    /** The message type, empty if there is none. */
    String type() {
        int start = find(TYPE);
        if (start < 0) {
            return "";
        }
        int end = start;
        while (end < length && bytes[end] != '"') {
            end++;
        }
        return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
    }

    /** The sequence number in {@code id}, -1 if there is none. */
    long id() {
        return sequence(find(ID));
    }

    /** The sequence number in {@code after}, -1 if there is none. */
    long after() {
        return sequence(find(AFTER));
    }

    /** A hash of the epoch in {@code id}. */
    long epoch() {
        int start = find(ID);
        if (start < 0) {
            return 0;
        }
        long hash = 17;
        for (int i = start; i < length && bytes[i] != '-'; i++) {
            hash = hash * 31 + bytes[i];
        }
        return hash;
    }

    /** The tick's time in Unix milliseconds, -1 if there is none. */
    long timestamp() {
        return number(find(TS), -1);
    }

    /** How many frames this one replaced, 0 if none. */
    long merged() {
        return number(find(MERGED), 0);
    }

    /** Whether the state is complete with this message: false for all parts of a snapshot but the last. */
    boolean complete() {
        return number(find(PART), 1) == number(find(PARTS), 1);
    }

    private long sequence(int start) {
        int at = start;
        while (at >= 0 && at < length && bytes[at] != '-') {
            at++;
        }
        return start < 0 ? -1 : number(at + 1, -1);
    }

    private long number(int start, long missing) {
        if (start < 0 || start >= length || bytes[start] < '0' || bytes[start] > '9') {
            return missing;
        }
        long number = 0;
        for (int i = start; i < length && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }

    private int find(byte[] key) {
        for (int i = 0; i + key.length <= length; i++) {
            int matched = 0;
            while (matched < key.length && bytes[i + matched] == key[matched]) {
                matched++;
            }
            if (matched == key.length) {
                return i + matched;
            }
        }
        return -1;
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
