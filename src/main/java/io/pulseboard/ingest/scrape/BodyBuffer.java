package io.pulseboard.ingest.scrape;

import io.pulseboard.ingest.scrape.ScrapeFailure.Reason;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The bytes of one answer, with a limit; kept from scrape to scrape, since a target's answers are about equally long. Used by one
 * scrape at a time.
 */
final class BodyBuffer {
    private static final int SMALLEST = 16 * 1024;

    private final int limit;
    private byte[] bytes = new byte[0];
    private int length;

    /** A buffer for at most this many bytes. */
    BodyBuffer(int limit) {
        this.limit = limit;
    }

    /** The array; its first {@link #length()} bytes are the content. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Empties it, and gives memory back that the last content did not need by far. */
    void clear() {
        if (bytes.length > SMALLEST && length < bytes.length / 4) {
            bytes = new byte[0];
        }
        length = 0;
    }

    /** Appends bytes off the network. */
    void append(Buffer chunk) throws ScrapeFailure {
        if (chunk.length() > limit - length) {
            throw tooLarge();
        }
        reserve(chunk.length());
        chunk.getBytes(bytes, length);
        length += chunk.length();
    }

    /** Appends all that the stream has. */
    void appendAll(InputStream stream) throws ScrapeFailure, IOException {
        while (true) {
            if (length == bytes.length) {
                reserve(1);
            }
            int read = stream.read(bytes, length, bytes.length - length);
            if (read < 0) {
                return;
            }
            length += read;
            if (length > limit) {
                throw tooLarge();
            }
        }
    }

    /** Makes room, up to one byte above the limit, by which a stream is found to have too many. */
    private void reserve(int more) {
        int needed = length + more;
        if (needed > bytes.length) {
            long doubled = Math.max(SMALLEST, Math.max(needed, 2L * bytes.length));
            bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, limit + 1L));
        }
    }

    private ScrapeFailure tooLarge() {
        return new ScrapeFailure(Reason.TOO_LARGE, "the answer has more than " + limit + " bytes");
    }
}
