package bench;

import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;

/**
 * One viewer: its request, the response head, and then whatever the transport makes of the bytes. Confined to its loop; costs a few
 * hundred bytes, so that tens of thousands fit. Of a message that arrives in one piece nothing is copied.
 */
abstract class Client {
    private static final int MAX_RESPONSE_HEAD = 8192;
    private static final byte[] NOTHING = new byte[0];

    /** Whether and how a client asks for compression. */
    enum Compression {
        /** Not asked for. */
        NONE,
        /** Asked for; every message is inflated and checked. */
        CHECKED,
        /** Asked for; chunks or frames are counted and not looked into. */
        COUNTED
    }

    /** Who is told of what arrives; on the loop's thread. */
    interface Receiver {
        /**
         * A whole message of {@code length} bytes, of which at least the first {@link MessageHead#CAPACITY} stand in {@code bytes}.
         */
        void onMessage(Client client, byte[] bytes, int from, int to, int length);

        /** A compressed message that nobody looks into. */
        void onUnread(Client client);
    }

    private final Endpoint endpoint;
    private final Compression compression;
    private final Receiver receiver;
    private final Coverage coverage;
    private final int number;
    private SelectionKey key;
    private byte[] partial = NOTHING;
    private int length;
    private StringBuilder response = new StringBuilder();
    private boolean open;
    private long openedAt;
    private boolean reading = true;
    private String failure = "";

    Client(Endpoint endpoint, int number, Compression compression, Receiver receiver) {
        this.endpoint = endpoint;
        this.number = number;
        this.compression = compression;
        this.receiver = receiver;
        this.coverage = new Coverage(endpoint.snapshotFirst());
    }

    /** The request that opens the stream, from the last position if there is one. */
    abstract ByteBuffer request();

    /** The status that means yes. */
    abstract int expectedStatus();

    /** Whether the response head asks for a particular framing; called once per connection. */
    abstract void onResponse(String head);

    /** Takes bytes after the response head. */
    abstract void onBody(byte[] bytes, int from, int to) throws DataFormatException;

    /** What has to be sent back (a pong), null most of the time; asked after each read. */
    ByteBuffer reply() {
        return null;
    }

    /** Takes bytes from the socket. */
    final void onBytes(byte[] bytes, int from, int to) {
        int at = open ? from : readResponse(bytes, from, to);
        if (open && at < to) {
            try {
                onBody(bytes, at, to);
            } catch (DataFormatException e) {
                fail("not compressed as announced: " + e.getMessage());
            }
        }
    }

    /** Makes ready for a new connection; the position is kept. */
    void reset() {
        response = new StringBuilder();
        open = false;
        length = 0;
        key = null;
    }

    final Endpoint endpoint() {
        return endpoint;
    }

    /** Counts the clients of all loops, from 0. */
    final int number() {
        return number;
    }

    final Compression compression() {
        return compression;
    }

    final Coverage coverage() {
        return coverage;
    }

    final SelectionKey key() {
        return key;
    }

    final void key(SelectionKey registered) {
        key = registered;
    }

    /** Whether the server accepted. */
    final boolean open() {
        return open;
    }

    /** When the server accepted, in Unix milliseconds. */
    final long openedAt() {
        return openedAt;
    }

    /** Says whether its loop reads from its socket. */
    final void reading(boolean on) {
        reading = on;
    }

    /** Whether what it has received is known and can be expected to be complete. */
    final boolean checked() {
        return reading && compression != Compression.COUNTED;
    }

    /** Why this client is of no use any more, empty while it is. */
    final String failure() {
        return failure;
    }

    /** Remembers the first thing that went wrong. */
    final void fail(String reason) {
        if (failure.isEmpty()) {
            failure = reason;
            open = false;
        }
    }

    /** Takes a run of bytes of a message. */
    final void message(byte[] bytes, int from, int to, boolean last) {
        if (last && length == 0) {
            receiver.onMessage(this, bytes, from, to, to - from);
            return;
        }
        keep(bytes, from, to);
        if (last) {
            int whole = length;
            length = 0;
            receiver.onMessage(this, partial, 0, Math.min(whole, partial.length), whole);
        }
    }

    /** A compressed message went by. */
    final void unread() {
        receiver.onUnread(this);
    }

    private void keep(byte[] bytes, int from, int to) {
        if (partial.length == 0) {
            partial = new byte[MessageHead.CAPACITY];
        }
        int kept = Math.min(to - from, Math.max(0, partial.length - length));
        System.arraycopy(bytes, from, partial, Math.min(length, partial.length), kept);
        length += to - from;
    }

    private int readResponse(byte[] bytes, int from, int to) {
        int at = from;
        while (failure.isEmpty() && at < to && response.length() < MAX_RESPONSE_HEAD) {
            response.append((char) (bytes[at++] & 0xff));
            int count = response.length();
            if (count >= 4 && response.charAt(count - 1) == '\n' && response.charAt(count - 3) == '\n') {
                endResponse();
                return at;
            }
        }
        return to;
    }

    private void endResponse() {
        String head = response.toString();
        response = new StringBuilder(0);
        String statusLine = head.substring(0, head.indexOf('\r'));
        if (!statusLine.contains(" " + expectedStatus())) {
            fail(statusLine);
            return;
        }
        open = true;
        openedAt = System.currentTimeMillis();
        onResponse(head);
    }

    /** Bytes of an HTTP request head. */
    static ByteBuffer head(String... lines) {
        return ByteBuffer.wrap((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
