package io.pulseboard.delivery;

/** Bytes that are not CBOR, or CBOR of a kind that no message is made of. The message says what, in a few words. */
final class CborSyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    private final int position;

    /** @param position of the byte with which what is wrong begins, counted from 0 */
    CborSyntaxException(String message, int position) {
        super(message);
        this.position = position;
    }

    int position() {
        return position;
    }
}
