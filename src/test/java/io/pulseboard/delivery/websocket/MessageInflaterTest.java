package io.pulseboard.delivery.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulseboard.delivery.websocket.MessageInflater.TooLongException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class MessageInflaterTest {
    private static final int MAX_BYTES = 16_384;

    private final MessageInflater inflater = MessageInflater.ofThisThread();

    private String inflated(int... payload) throws DataFormatException, TooLongException {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        return new String(inflater.inflate(bytes, MAX_BYTES), StandardCharsets.UTF_8);
    }

    /** RFC 7692, section 7.2.3.1. */
    @Test
    void aMessageInOneBlock() throws DataFormatException, TooLongException {
        assertThat(inflated(0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00)).isEqualTo("Hello");
    }

    /** RFC 7692, section 7.2.3.3. */
    @Test
    void aBlockWithoutCompression() throws DataFormatException, TooLongException {
        assertThat(inflated(0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00))
                .isEqualTo("Hello");
    }

    /** RFC 7692, section 7.2.3.4. */
    @Test
    void aBlockThatSaysItIsTheLast() throws DataFormatException, TooLongException {
        assertThat(inflated(0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00)).isEqualTo("Hello");
    }

    /** RFC 7692, section 7.2.3.5. */
    @Test
    void twoBlocks() throws DataFormatException, TooLongException {
        assertThat(inflated(0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00))
                .isEqualTo("Hello");
    }

    /** RFC 7692, section 7.2.3.6. */
    @Test
    void anEmptyMessage() throws DataFormatException, TooLongException {
        assertThat(inflated(0x00)).isEmpty();
    }

    @Test
    void referencesToBeforeABlockThatSaysItIsTheLast() throws DataFormatException, TooLongException {
        // "Hello" in a last block, then a block of the distance 5 and length 5.
        byte[] hello = {(byte) 0xf3, 0x48, (byte) 0xcd, (byte) 0xc9, (byte) 0xc9, 0x07, 0x00};
        Deflater deflater = new Deflater(9, true);
        deflater.setDictionary("Hello".getBytes(StandardCharsets.UTF_8));
        deflater.setInput("HelloHello".getBytes(StandardCharsets.UTF_8));
        byte[] room = new byte[64];
        int length = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH) - 4;
        deflater.end();
        byte[] payload = Arrays.copyOf(hello, hello.length + length);
        System.arraycopy(room, 0, payload, hello.length, length);

        assertThat(new String(inflater.inflate(payload, MAX_BYTES), StandardCharsets.UTF_8))
                .isEqualTo("HelloHelloHello");
    }

    @Test
    void aMessageAsLongAsAllowed() throws DataFormatException, TooLongException {
        byte[] message = new byte[MAX_BYTES];
        new Random(1).nextBytes(message);

        assertThat(inflater.inflate(Deflated.message(message), MAX_BYTES)).isEqualTo(message);
    }

    @Test
    void oneByteMoreIsTooMuch() {
        byte[] payload = Deflated.message(new byte[MAX_BYTES + 1]);

        assertThatThrownBy(() -> inflater.inflate(payload, MAX_BYTES)).isInstanceOf(TooLongException.class);
    }

    @Test
    void aBombIsTooMuch() {
        byte[] payload = Deflated.message(new byte[50_000_000]);

        assertThatThrownBy(() -> inflater.inflate(payload, MAX_BYTES)).isInstanceOf(TooLongException.class);
    }

    @Test
    void manyLastBlocksAreTooManyMessages() {
        byte[] payload = new byte[MAX_BYTES];
        for (int i = 0; i < payload.length; i += 2) {
            payload[i] = 3;
        }

        assertThatThrownBy(() -> inflater.inflate(payload, MAX_BYTES))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("last blocks");
    }

    @Test
    void whatIsNotDeflatedFails() {
        byte[] payload = {(byte) 0xff, 1, 2, 3};

        assertThatThrownBy(() -> inflater.inflate(payload, MAX_BYTES)).isInstanceOf(DataFormatException.class);
    }

    @Test
    void aMessageThatBreaksOffFailsWhereverItDoes() {
        byte[] payload = Deflated.message(
                "{\"op\":\"subscribe\",\"query\":[\"node_load1\",\"node_load5\"]}".getBytes(StandardCharsets.UTF_8));
        // The last byte is the beginning of the mark that is taken off.
        for (int length = 1; length < payload.length - 1; length++) {
            byte[] part = Arrays.copyOf(payload, length);

            assertThatThrownBy(() -> inflater.inflate(part, MAX_BYTES))
                    .as("of %d bytes", part.length)
                    .isInstanceOf(DataFormatException.class);
        }
    }

    @Test
    void aBrokenMessageDoesNotHarmTheNext() throws DataFormatException, TooLongException {
        assertThatThrownBy(() -> inflater.inflate(new byte[] {(byte) 0xff, 1}, MAX_BYTES))
                .isInstanceOf(DataFormatException.class);

        assertThat(inflated(0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00)).isEqualTo("Hello");
    }

    @Test
    void anyBytesAreAMessageOrRefused() {
        long seed = System.nanoTime();
        System.out.println("MessageInflaterTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] payload = new byte[random.nextInt(60)];
            random.nextBytes(payload);
            try {
                assertThat(inflater.inflate(payload, MAX_BYTES))
                        .as("seed %d", seed)
                        .hasSizeLessThanOrEqualTo(MAX_BYTES);
            } catch (DataFormatException | TooLongException refused) {
                assertThat(refused.getMessage()).as("seed %d", seed).isNotNull();
            }
        }
    }
}
