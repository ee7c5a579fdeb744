package io.pulseboard.ingest.remotewrite;

/** Bytes that are no Snappy block. Carries no stack trace, since it speaks of the sender's fault. */
final class SnappyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean limit;

    /**
     * @param offset where in the block, from 0
     */
    SnappyException(String message, int offset) {
        this(message + " at byte " + offset, false);
    }

    private SnappyException(String message, boolean limit) {
        super(message, null, false, false);
        this.limit = limit;
    }

    /** A block that is too long for here, whatever is in it. */
    static SnappyException limit(long length) {
        return new SnappyException("the block says that it holds " + length + " bytes", true);
    }

    /** Whether the block is only too long, and may be sound. */
    boolean isLimit() {
        return limit;
    }
}
