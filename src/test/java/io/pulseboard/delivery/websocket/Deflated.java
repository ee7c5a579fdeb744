package io.pulseboard.delivery.websocket;

import java.util.Arrays;
import java.util.zip.Deflater;

/** Compresses as a client would. */
final class Deflated {
    private Deflated() {}

    /** The payload of a message of {@code permessage-deflate}. */
    static byte[] message(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(plain);
        byte[] room = new byte[plain.length + 1024];
        int length = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(room, length - 4);
    }
}
