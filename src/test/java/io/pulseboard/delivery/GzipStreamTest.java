package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

class GzipStreamTest {
    private static final int ROUNDS = 200;
    private static final int MESSAGES = 30;
    private static final byte[] RETRY = "retry: 2187\n\n".getBytes(StandardCharsets.UTF_8);

    private final MessageDeflater deflater = MessageDeflater.ofThisThread();

    /** What a client has been sent, and what it should read. */
    private static final class Client {
        private final GzipStream stream = new GzipStream();
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private final ByteArrayOutputStream plain = new ByteArrayOutputStream();

        Client begin(byte[] text) {
            sent.writeBytes(stream.begin(text));
            plain.writeBytes(text);
            return this;
        }

        Client send(byte[] text, GzipBlock block) {
            stream.append(block);
            sent.writeBytes(block.bytes());
            plain.writeBytes(text);
            return this;
        }

        byte[] ended() {
            sent.writeBytes(stream.end());
            return sent.toByteArray();
        }
    }

    @Test
    void aStreamOfAnyOfTheMessagesIsWhole() throws IOException {
        long seed = System.nanoTime();
        System.out.println("GzipStreamTest seed " + seed);
        Random random = new Random(seed);
        List<byte[]> texts = texts(random);
        List<GzipBlock> blocks =
                texts.stream().map(text -> deflater.gzip(text, null)).toList();
        for (int round = 0; round < ROUNDS; round++) {
            Client client = new Client().begin(RETRY);
            for (int i = 0; i < MESSAGES; i++) {
                if (random.nextInt(3) > 0) {
                    client.send(texts.get(i), blocks.get(i));
                }
            }

            assertThat(Gunzip.java(client.ended())).as("seed %d", seed).isEqualTo(client.plain.toByteArray());
        }
    }

    @Test
    void aStreamOfMessagesThatReferToTheOneBeforeIsWhole() throws IOException {
        long seed = System.nanoTime();
        System.out.println("GzipStreamTest seed " + seed);
        List<byte[]> texts = texts(new Random(seed));
        Client client = new Client().begin(RETRY).send(texts.get(1), deflater.gzip(texts.get(1), null));
        for (int i = 2; i < MESSAGES; i++) {
            client.send(texts.get(i), deflater.gzip(texts.get(i), texts.get(i - 1)));
        }

        assertThat(Gunzip.java(client.ended())).as("seed %d", seed).isEqualTo(client.plain.toByteArray());
    }

    @Test
    void gunzipFindsNothingWrong() throws IOException, InterruptedException {
        assumeTrue(Gunzip.isInstalled());
        Client client = new Client().begin(RETRY);
        texts(new Random(1)).forEach(text -> client.send(text, deflater.gzip(text, null)));

        assertThat(Gunzip.test(client.ended())).isEmpty();
    }

    @Test
    void gunzipFindsAMissingMessage() throws IOException, InterruptedException {
        assumeTrue(Gunzip.isInstalled());
        byte[] text = Messages.event(1);
        Client client = new Client().begin(RETRY).send(text, deflater.gzip(text, null));
        client.stream.append(deflater.gzip(text, null));

        assertThat(Gunzip.test(client.ended())).contains("crc error");
    }

    @Test
    void whatWasSentCanBeReadBeforeTheEnd() throws DataFormatException {
        byte[] first = Messages.event(1);
        byte[] second = Messages.event(2);
        Client client = new Client()
                .begin(RETRY)
                .send(first, deflater.gzip(first, null))
                .send(second, deflater.gzip(second, null));

        byte[] sent = client.sent.toByteArray();
        Inflater inflater = new Inflater(true);
        inflater.setInput(sent, 10, sent.length - 10);
        byte[] read = new byte[4096];
        int length = inflater.inflate(read);
        inflater.end();

        assertThat(Arrays.copyOf(read, length)).isEqualTo(client.plain.toByteArray());
    }

    @Test
    void aStreamOfNothingIsWhole() throws IOException {
        Client client = new Client().begin(new byte[0]);

        assertThat(Gunzip.java(client.ended())).isEmpty();
    }

    @Test
    void textThatAStoredBlockDoesNotHoldIsRefused() {
        assertThatThrownBy(() -> new GzipStream().begin(new byte[0x10000]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536");
    }

    private static List<byte[]> texts(Random random) {
        List<byte[]> texts = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            texts.add(text(i, random));
        }
        return texts;
    }

    private static byte[] text(int i, Random random) {
        if (i == 0) {
            return new byte[0];
        }
        if (i % 10 == 9) {
            // Larger than what a deflater looks back on, and nothing to compress.
            byte[] noise = new byte[100_000 + random.nextInt(100_000)];
            random.nextBytes(noise);
            return noise;
        }
        return Messages.event(i);
    }
}
