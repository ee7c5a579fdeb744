package io.pulseboard.ingest.remotewrite;

import io.pulseboard.ingest.ProtobufException;

/**
 * Reads the body of a remote write, of either version: a protocol buffers' message in Snappy's block format. Not for use by several
 * threads at once.
 */
final class RemoteWriteParser {
    /** A buffer longer than this is not kept for the next request. */
    private static final int LONGEST_KEPT = 4 << 20;

    private final int mostBytes;
    private final Version1Parser version1;
    private final Version2Parser version2;
    private final WriteBatch batch = new WriteBatch();
    private byte[] message = new byte[0];

    /**
     * @param families what is known of families, which all parsers share
     * @param mostBytes how long a message may be
     * @param mostSeries how many series are known again
     */
    RemoteWriteParser(FamilyMetadata families, int mostBytes, int mostSeries) {
        this.mostBytes = mostBytes;
        version1 = new Version1Parser(families, mostSeries);
        version2 = new Version2Parser(families, mostSeries);
    }

    /** What to do with what a body holds. */
    @FunctionalInterface
    interface Use<R> {
        /**
         * Uses it.
         *
         * @param batch of use only until this returns
         */
        R of(WriteBatch batch);
    }

    /**
     * Reads a body.
     *
     * @return what was made of it
     * @throws MalformedWriteException if nothing in it can be used
     */
    <R> R parse(MessageType type, byte[] body, Use<R> use) throws MalformedWriteException {
        batch.clear();
        try {
            int length = decompress(body);
            if (type == MessageType.REQUEST) {
                version2.parse(message, length, batch);
            } else {
                version1.parse(message, length, batch);
            }
            return use.of(batch);
        } catch (ProtobufException malformed) {
            throw new MalformedWriteException(
                    400,
                    "bad_protobuf",
                    "the body is no message of the type that it says: " + malformed.getMessage()
                            + "; nothing was written");
        } finally {
            batch.clear();
            if (message.length > LONGEST_KEPT) {
                message = new byte[0];
            }
        }
    }

    private int decompress(byte[] body) throws MalformedWriteException {
        try {
            int length = SnappyBlock.length(body, mostBytes);
            if (message.length < length + SnappyBlock.SLACK) {
                message = new byte[length + length / 4 + SnappyBlock.SLACK];
            }
            SnappyBlock.decode(body, length, message);
            return length;
        } catch (SnappyException bad) {
            if (bad.isLimit()) {
                throw new MalformedWriteException(
                        413,
                        "too_large",
                        bad.getMessage() + ", more than pulseboard.http.max-body, " + mostBytes + " bytes");
            }
            throw new MalformedWriteException(
                    400, "bad_snappy", "the body is not in Snappy's block format: " + bad.getMessage());
        }
    }
}
