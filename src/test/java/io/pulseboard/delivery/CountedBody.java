package io.pulseboard.delivery;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes of a body as they are read. */
final class CountedBody extends FilterInputStream {
    private final AtomicLong count = new AtomicLong();

    CountedBody(InputStream body) {
        super(body);
    }

    /** How many were read so far; for any thread. */
    long count() {
        return count.get();
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        if (b >= 0) {
            count.incrementAndGet();
        }
        return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = super.read(bytes, offset, length);
        count.addAndGet(Math.max(0, n));
        return n;
    }
}
