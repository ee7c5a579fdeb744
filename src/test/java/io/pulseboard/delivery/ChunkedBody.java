package io.pulseboard.delivery;

import java.io.IOException;
import java.io.InputStream;

/** A body in chunks (RFC 9112, section 7.1), without extensions and trailers. */
final class ChunkedBody extends InputStream {
    private final InputStream in;
    private long left;
    private boolean first = true;
    private boolean done;

    ChunkedBody(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        if (!ready()) {
            return -1;
        }
        int b = in.read();
        left--;
        return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!ready()) {
            return -1;
        }
        int n = in.read(bytes, offset, (int) Math.min(length, left));
        left -= Math.max(0, n);
        return n;
    }

    private boolean ready() throws IOException {
        if (left == 0 && !done) {
            if (!first) {
                HttpLines.read(in);
            }
            first = false;
            left = Long.parseLong(HttpLines.read(in), 16);
            done = left == 0;
        }
        return !done;
    }
}
