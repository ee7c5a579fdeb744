package bench;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates what one client receives: the body of a gzip response (RFC 1952, a header without optional members), or messages of
 * permessage-deflate with or without context takeover (RFC 7692). Holds native memory of some 40 KB, so only a sample of the clients has one.
 */
final class Inflation implements AutoCloseable {
    private static final int GZIP_HEADER = 10;
    private static final byte[] END_OF_MESSAGE = {0, 0, (byte) 0xff, (byte) 0xff};

    /** Takes a run of plain bytes; they are overwritten afterwards. */
    interface Output {
        void accept(byte[] bytes, int from, int to);
    }

    private final Inflater inflater = new Inflater(true);
    private final byte[] plain = new byte[1 << 14];
    private final Output output;
    private final boolean contextTakeover;
    private int header;

    private Inflation(Output output, int header, boolean contextTakeover) {
        this.output = output;
        this.header = header;
        this.contextTakeover = contextTakeover;
    }

    /** For a response body. */
    static Inflation gzip(Output output) {
        return new Inflation(output, GZIP_HEADER, true);
    }

    /**
     * For messages of a WebSocket.
     *
     * @param contextTakeover whether they may refer to those before them
     */
    static Inflation messages(Output output, boolean contextTakeover) {
        return new Inflation(output, 0, contextTakeover);
    }

    /** Inflates a run of bytes and passes on what comes of it. */
    void accept(byte[] bytes, int from, int to) throws DataFormatException {
        int skipped = Math.min(header, to - from);
        header -= skipped;
        inflater.setInput(bytes, from + skipped, to - from - skipped);
        int count;
        while ((count = inflater.inflate(plain)) > 0) {
            output.accept(plain, 0, count);
        }
    }

    /** Ends a message of a WebSocket. */
    void endMessage() throws DataFormatException {
        accept(END_OF_MESSAGE, 0, END_OF_MESSAGE.length);
        if (!contextTakeover) {
            inflater.reset();
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
