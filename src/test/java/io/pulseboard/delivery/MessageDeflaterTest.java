package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

class MessageDeflaterTest {
    private static final byte[] FLUSH_MARK = {0, 0, (byte) 0xff, (byte) 0xff};

    private final MessageDeflater deflater = MessageDeflater.ofThisThread();

    @Test
    void anUpdateOfTwentySeriesBecomesTwoFifths() {
        int plain = 0;
        int compressed = 0;
        for (int i = 0; i < Messages.count(); i++) {
            plain += Messages.event(i).length;
            compressed += deflater.gzip(Messages.event(i), null).body().length();
        }

        assertThat(compressed / (double) plain).isLessThan(0.4);
    }

    @Test
    void behindTheUpdateBeforeItItBecomesAFifth() {
        int plain = 0;
        int compressed = 0;
        for (int i = 1; i < Messages.count(); i++) {
            plain += Messages.event(i).length;
            compressed += deflater.gzip(Messages.event(i), Messages.event(i - 1))
                    .body()
                    .length();
        }

        assertThat(compressed / (double) plain).isLessThan(0.2);
    }

    @Test
    void aMessageComesBackWithTheMarkThatWasTakenOff() throws DataFormatException {
        byte[] json = Messages.json(0);

        byte[] payload = deflater.permessage(json, null);

        assertThat(payload).isNotNull();
        assertThat(inflate(payload)).isEqualTo(json);
        assertThat(Arrays.copyOfRange(payload, payload.length - 4, payload.length))
                .isNotEqualTo(FLUSH_MARK);
    }

    @Test
    void everyMessageIsCompressedAsIfItWereTheFirst() {
        byte[] json = Messages.json(0);
        byte[] first = deflater.permessage(json, null);

        deflater.permessage(Messages.json(1), null);

        assertThat(deflater.permessage(json, null)).isEqualTo(first);
    }

    @Test
    void aMessageThatDoesNotBecomeShorterStaysAsItIs() {
        byte[] noise = new byte[1000];
        new Random(1).nextBytes(noise);

        assertThat(deflater.permessage(noise, null)).isNull();
        assertThat(deflater.permessage(new byte[0], null)).isNull();
    }

    @Test
    void noiseOfAnySizeFits() {
        Random random = new Random(1);
        for (int size = 1; size < 3_000_000; size = size * 3 + 1) {
            byte[] noise = new byte[size];
            random.nextBytes(noise);

            assertThat(deflater.gzip(noise, null).body().length()).isGreaterThan(size);
        }
    }

    private static byte[] inflate(byte[] payload) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(payload);
        whole.writeBytes(FLUSH_MARK);
        inflater.setInput(whole.toByteArray());
        byte[] plain = new byte[4096];
        int length = inflater.inflate(plain);
        inflater.end();
        return Arrays.copyOf(plain, length);
    }
}
