package bench;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.BiConsumer;

/** A viewer over Server-Sent Events; reads a chunked body (RFC 9112, section 7.1) or one that ends with the connection. */
final class SseClient extends Client {
    private enum Chunk {
        SIZE,
        EXTENSION,
        DATA,
        AFTER_DATA,
        NONE
    }

    private static final String DATA = "data:";

    private final String authority;
    private final String path;
    private Chunk chunk = Chunk.NONE;
    private long remaining;
    private int column;
    private boolean data;
    private boolean pending;

    SseClient(String authority, String path, MessageHead parsed, BiConsumer<Client, MessageHead> messages) {
        super(parsed, messages);
        this.authority = authority;
        this.path = path;
    }

    @Override
    ByteBuffer request() {
        return head("GET " + path + " HTTP/1.1", "Host: " + authority, "Accept: text/event-stream");
    }

    @Override
    int expectedStatus() {
        return 200;
    }

    @Override
    void onResponse(String head) {
        boolean chunked = head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
        chunk = chunked ? Chunk.SIZE : Chunk.NONE;
    }

    @Override
    void onBody(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            switch (chunk) {
                case NONE -> event(bytes.get());
                case SIZE -> size(bytes.get());
                case EXTENSION -> extension(bytes.get());
                case DATA -> chunkData(bytes);
                case AFTER_DATA -> afterData(bytes.get());
            }
        }
    }

    private void size(byte next) {
        int digit = Character.digit(next, 16);
        if (digit >= 0) {
            remaining = remaining * 16 + digit;
        } else {
            chunk = Chunk.EXTENSION;
            extension(next);
        }
    }

    private void extension(byte next) {
        if (next == '\n') {
            if (remaining == 0) {
                fail("the server ended the stream");
            }
            chunk = Chunk.DATA;
        }
    }

    private void chunkData(ByteBuffer bytes) {
        while (bytes.hasRemaining() && remaining > 0) {
            event(bytes.get());
            remaining--;
        }
        if (remaining == 0) {
            chunk = Chunk.AFTER_DATA;
        }
    }

    private void afterData(byte next) {
        if (next == '\n') {
            chunk = Chunk.SIZE;
        }
    }

    // Of a line only "data:" matters; an empty line ends the event.
    private void event(byte next) {
        if (next == '\r') {
            return;
        }
        if (next == '\n') {
            endLine();
            return;
        }
        if (column < DATA.length()) {
            data = (column == 0 || data) && next == DATA.charAt(column);
        } else if (data) {
            pending = true;
            messageByte(next);
        }
        column++;
    }

    private void endLine() {
        if (column == 0) {
            if (pending) {
                messageEnd();
            }
            pending = false;
            messageReset();
        }
        column = 0;
    }
}
