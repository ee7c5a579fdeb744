package bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;

/**
 * A viewer over Server-Sent Events; reads a chunked body (RFC 9112, section 7.1) or one that ends with the connection. Takes each
 * {@code data:} line for a message, as JSON without line feeds is sent in one.
 */
final class SseClient extends Client {
    private enum Chunk {
        SIZE,
        EXTENSION,
        DATA,
        AFTER_DATA,
        NONE
    }

    private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LINE_FEEDS = 0x0a0a0a0a0a0a0a0aL;
    private static final long LOWEST_BITS = 0x0101010101010101L;
    private static final long HIGHEST_BITS = 0x8080808080808080L;

    private Chunk chunk = Chunk.NONE;
    private int remaining;
    private int column;
    private boolean other;
    private Inflation inflation;

    SseClient(Endpoint endpoint, int number, Compression compression, Receiver receiver) {
        super(endpoint, number, compression, receiver);
    }

    @Override
    ByteBuffer request() {
        List<String> lines = new ArrayList<>(List.of(
                "GET " + endpoint().path() + " HTTP/1.1",
                "Host: " + endpoint().authority(),
                "Accept: text/event-stream"));
        if (compression() != Compression.NONE) {
            lines.add("Accept-Encoding: gzip");
        }
        if (coverage().started()) {
            lines.add("Last-Event-ID: " + coverage().position());
        }
        return head(lines.toArray(String[]::new));
    }

    @Override
    int expectedStatus() {
        return 200;
    }

    @Override
    void onResponse(String head) {
        String lower = head.toLowerCase(Locale.ROOT);
        chunk = lower.contains("transfer-encoding: chunked") ? Chunk.SIZE : Chunk.NONE;
        boolean compressed = lower.contains("content-encoding: gzip");
        if (compressed != (compression() != Compression.NONE)) {
            fail(compressed ? "compressed, which was not asked for" : "not compressed, though asked for");
        }
        if (compression() == Compression.CHECKED) {
            inflation = Inflation.gzip(this::events);
        }
    }

    @Override
    void reset() {
        super.reset();
        remaining = 0;
        column = 0;
        other = false;
    }

    @Override
    void onBody(byte[] bytes, int from, int to) throws DataFormatException {
        int at = from;
        while (at < to) {
            switch (chunk) {
                case NONE -> at = content(bytes, at, to);
                case SIZE -> size(bytes[at++]);
                case EXTENSION -> extension(bytes[at++]);
                case DATA -> at = chunkData(bytes, at, to);
                case AFTER_DATA -> afterData(bytes[at++]);
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

    private int chunkData(byte[] bytes, int from, int to) throws DataFormatException {
        int end = from + Math.min(remaining, to - from);
        content(bytes, from, end);
        remaining -= end - from;
        if (remaining == 0) {
            chunk = Chunk.AFTER_DATA;
        }
        return end;
    }

    // Of a compressed stream that is not looked into, a chunk counts as an event.
    private void afterData(byte next) {
        if (next == '\n') {
            chunk = Chunk.SIZE;
            if (compression() == Compression.COUNTED) {
                unread();
            }
        }
    }

    private int content(byte[] bytes, int from, int to) throws DataFormatException {
        if (compression() == Compression.NONE) {
            events(bytes, from, to);
        } else if (compression() == Compression.CHECKED) {
            inflation.accept(bytes, from, to);
        }
        return to;
    }

    private void events(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (column < DATA.length && !other) {
                name(bytes[at++]);
            } else if (column == DATA.length && !other && bytes[at] == ' ') {
                column++;
                at++;
            } else {
                at = rest(bytes, at, to);
            }
        }
    }

    private int rest(byte[] bytes, int from, int to) {
        int end = lineFeed(bytes, from, to);
        if (!other) {
            column = DATA.length + 1;
            message(bytes, from, end, end < to);
        }
        if (end < to) {
            endLine();
        }
        return end + 1;
    }

    // The beginning of a line, until it is known to be "data:" or something else.
    private void name(byte next) {
        if (next == '\n') {
            endLine();
        } else {
            other = next != DATA[column];
            column++;
        }
    }

    private void endLine() {
        column = 0;
        other = false;
    }

    // Eight bytes at a time: of a long message this is most of the work. A byte that is zero after the XOR borrows from
    // its highest bit.
    private static int lineFeed(byte[] bytes, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to) {
            long eight = (long) LONGS.get(bytes, at) ^ LINE_FEEDS;
            if (((eight - LOWEST_BITS) & ~eight & HIGHEST_BITS) != 0) {
                break;
            }
            at += Long.BYTES;
        }
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return at;
    }
}
