package bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/**
 * One viewer: its request, the response head, and then whatever the transport makes of the bytes. Confined to its loop; costs a few
 * hundred bytes, so that tens of thousands fit.
 */
abstract class Client {
    private static final int MAX_RESPONSE_HEAD = 8192;

    private final BiConsumer<Client, MessageHead> messages;
    private final MessageHead parsed;
    private final Coverage coverage = new Coverage();
    private final byte[] message = new byte[MessageHead.CAPACITY];
    private int messageLength;
    private StringBuilder response = new StringBuilder();
    private boolean open;
    private String failure = "";

    /**
     * @param parsed the loop's own reader of message heads
     * @param messages is told of each whole message
     */
    Client(MessageHead parsed, BiConsumer<Client, MessageHead> messages) {
        this.parsed = parsed;
        this.messages = messages;
    }

    /** The request that opens the stream. */
    abstract ByteBuffer request();

    /** The status that means yes. */
    abstract int expectedStatus();

    /** Whether the response head asks for a particular framing; called once. */
    abstract void onResponse(String head);

    /** Takes bytes after the response head. */
    abstract void onBody(ByteBuffer bytes);

    /** What has to be sent back (a pong), null most of the time; asked after each read. */
    ByteBuffer reply() {
        return null;
    }

    /** Takes bytes from the socket. */
    final void onBytes(ByteBuffer bytes) {
        if (!open && failure.isEmpty()) {
            readResponse(bytes);
        }
        if (open && bytes.hasRemaining()) {
            onBody(bytes);
        }
    }

    final Coverage coverage() {
        return coverage;
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

    /** Adds a byte to the message that is being received. */
    final void messageByte(byte next) {
        if (messageLength < message.length) {
            message[messageLength++] = next;
        }
    }

    /** Adds what fits of a run of bytes and skips the rest. */
    final void messageBytes(ByteBuffer bytes, int count) {
        int kept = Math.min(count, message.length - messageLength);
        bytes.get(message, messageLength, kept);
        messageLength += kept;
        bytes.position(bytes.position() + count - kept);
    }

    /** The message is whole. */
    final void messageEnd() {
        parsed.read(message, messageLength);
        messageLength = 0;
        messages.accept(this, parsed);
    }

    /** Throws away what was received of a message. */
    final void messageReset() {
        messageLength = 0;
    }

    private void readResponse(ByteBuffer bytes) {
        while (bytes.hasRemaining() && response.length() < MAX_RESPONSE_HEAD) {
            response.append((char) (bytes.get() & 0xff));
            int length = response.length();
            if (length >= 4 && response.substring(length - 4).equals("\r\n\r\n")) {
                endResponse();
                return;
            }
        }
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
        onResponse(head);
    }

    /** Bytes of an HTTP request head. */
    static ByteBuffer head(String... lines) {
        return ByteBuffer.wrap((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
