package io.pulseboard.delivery.websocket;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Undoes the compression of single messages (RFC 7692, section 7.2.2). Confined to a thread, which has one for all its connections:
 * no message needs to know those before it.
 */
final class MessageInflater {
    /**
     * What the sender has taken off, and beyond it an empty last block: reading that to its end shows that the message did not break off
     * inside of a block.
     */
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff, 3, 0};

    private static final int FIRST_ROOM = 4096;

    /** Each costs as much as a message of its own, and takes two bytes to send. */
    private static final int MOST_LAST_BLOCKS = 16;

    private static final ThreadLocal<MessageInflater> OF_THREADS = ThreadLocal.withInitial(MessageInflater::new);

    private final Inflater inflater = new Inflater(true);

    private MessageInflater() {}

    /** The one of the calling thread. */
    static MessageInflater ofThisThread() {
        return OF_THREADS.get();
    }

    /** A message is longer than allowed. */
    static final class TooLongException extends Exception {
        TooLongException(int maxBytes) {
            super("a message of more than " + maxBytes + " bytes");
        }
    }

    /**
     * The message that was compressed.
     *
     * @param payload of all its frames
     * @param maxBytes how long it may be; no more than a multiple of that is allocated
     * @throws DataFormatException if it is not deflated data, or breaks off
     * @throws TooLongException if it is longer
     */
    byte[] inflate(byte[] payload, int maxBytes) throws DataFormatException, TooLongException {
        byte[] input = Arrays.copyOf(payload, payload.length + TAIL.length);
        System.arraycopy(TAIL, 0, input, payload.length, TAIL.length);
        inflater.reset();
        inflater.setInput(input);
        byte[] plain = new byte[Math.min(FIRST_ROOM, maxBytes + 1)];
        int length = 0;
        int lastBlocks = 0;
        while (true) {
            length += inflater.inflate(plain, length, plain.length - length);
            if (length > maxBytes) {
                throw new TooLongException(maxBytes);
            }
            if (inflater.finished() && inflater.getRemaining() == 0) {
                return Arrays.copyOf(plain, length);
            }
            if (inflater.finished()) {
                if (++lastBlocks > MOST_LAST_BLOCKS) {
                    throw new DataFormatException("more than " + MOST_LAST_BLOCKS + " last blocks");
                }
                goOnBehindALastBlock(input, plain, length);
            } else if (length == plain.length) {
                plain = Arrays.copyOf(plain, (int) Math.min(2L * length, maxBytes + 1L));
            } else if (inflater.needsInput() || inflater.needsDictionary()) {
                throw new DataFormatException("breaks off");
            }
        }
    }

    /** A sender that cannot flush ends blocks by calling each the last one: section 7.2.3.4. */
    private void goOnBehindALastBlock(byte[] input, byte[] plain, int length) {
        int left = inflater.getRemaining();
        inflater.reset();
        inflater.setDictionary(plain, 0, length);
        inflater.setInput(input, input.length - left, left);
    }
}
