package io.pulseboard.ingest;

/** Bytes that are no protocol buffer of the message expected. Carries no stack trace, since it speaks of the sender's fault. */
public final class ProtobufException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int offset;

    /**
     * @param offset where in the bytes given to the reader, from 0
     */
    public ProtobufException(String message, int offset) {
        super(message + " at byte " + offset, null, false, false);
        this.offset = offset;
    }

    /** Where in the bytes given to the reader, from 0. */
    public int offset() {
        return offset;
    }
}
