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
    private static final int ROUNDS = 100;
    private static final int MESSAGES = 60;
    private static final int HEADER_BYTES = 10;
    private static final byte[] RETRY = "retry: 2187\n\n".getBytes(StandardCharsets.UTF_8);

    /** What a client has been sent, and what it should read. */
    private static final class Client {
        private final GzipStream stream = new GzipStream();
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private final ByteArrayOutputStream plain = new ByteArrayOutputStream();

        Client(byte[] text) {
            sent.writeBytes(stream.begin(text));
            plain.writeBytes(text);
        }

        /** Returns how many bytes that took. */
        int send(EncodedMessage message) {
            byte[] block = stream.next(message).body().bytes();
            sent.writeBytes(block);
            plain.writeBytes(message.event().bytes());
            return block.length;
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
        List<EncodedMessage> messages = messages(random);
        for (int round = 0; round < ROUNDS; round++) {
            Client client = new Client(RETRY);
            for (EncodedMessage message : messages) {
                if (random.nextInt(4) > 0) {
                    client.send(message);
                }
            }

            assertThat(Gunzip.java(client.ended())).as("seed %d", seed).isEqualTo(client.plain.toByteArray());
        }
    }

    @Test
    void whoIsInStepGetsTheUpdateThatRefersToTheOneBefore() {
        EncodedMessage first = Messages.update(0);
        EncodedMessage second = Messages.update(1);
        Client inStep = new Client(RETRY);
        Client newcomer = new Client(RETRY);

        inStep.send(first);

        assertThat(inStep.send(second)).isLessThan(second.event().length() / 4);
        assertThat(newcomer.send(second)).isGreaterThan(second.event().length() / 4);
    }

    @Test
    void whoIsInStepAfterAReplayGetsThatTooThoughItSawOtherObjects() {
        EncodedMessage second = Messages.update(1);
        Client inStep = new Client(RETRY);
        inStep.send(Messages.update(0));
        int length = inStep.send(second);
        Client returned = new Client(RETRY);
        returned.send(Messages.update(0));

        assertThat(returned.send(second)).isEqualTo(length);
    }

    @Test
    void whoHasAnotherUpdateBeforeItGetsOneThatFitsAnywhere() throws IOException {
        EncodedMessage third = Messages.update(2);
        Client inStep = new Client(RETRY);
        inStep.send(Messages.update(1));
        int shorter = inStep.send(third);
        Client behind = new Client(RETRY);
        behind.send(Messages.update(0));

        int length = behind.send(third);

        assertThat(length).isGreaterThan(shorter);
        assertThat(Gunzip.java(behind.ended())).isEqualTo(behind.plain.toByteArray());
    }

    @Test
    void gunzipFindsNothingWrong() throws IOException, InterruptedException {
        assumeTrue(Gunzip.isInstalled());
        Client client = new Client(RETRY);
        messages(new Random(1)).forEach(client::send);

        assertThat(Gunzip.test(client.ended())).isEmpty();
    }

    @Test
    void gunzipFindsAMissingMessage() throws IOException, InterruptedException {
        assumeTrue(Gunzip.isInstalled());
        Client client = new Client(RETRY);
        client.send(Messages.update(0));
        client.stream.next(Messages.update(5));

        assertThat(Gunzip.test(client.ended())).contains("crc error");
    }

    @Test
    void whatWasSentCanBeReadBeforeTheEnd() throws DataFormatException {
        Client client = new Client(RETRY);
        client.send(Messages.update(0));
        client.send(Messages.update(1));

        byte[] sent = client.sent.toByteArray();
        Inflater inflater = new Inflater(true);
        inflater.setInput(sent, HEADER_BYTES, sent.length - HEADER_BYTES);
        byte[] read = new byte[4096];
        int length = inflater.inflate(read);
        inflater.end();

        assertThat(Arrays.copyOf(read, length)).isEqualTo(client.plain.toByteArray());
    }

    @Test
    void aStreamOfNothingIsWhole() throws IOException {
        assertThat(Gunzip.java(new Client(new byte[0]).ended())).isEmpty();
    }

    @Test
    void textThatAStoredBlockDoesNotHoldIsRefused() {
        assertThatThrownBy(() -> new GzipStream().begin(new byte[0x10000]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536");
    }

    private static List<EncodedMessage> messages(Random random) {
        List<EncodedMessage> messages = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            messages.add(message(i, random));
        }
        return messages;
    }

    private static EncodedMessage message(int i, Random random) {
        if (i % 20 == 0) {
            // Larger than what a deflater looks back on, and nothing to compress.
            byte[] noise = new byte[100_000 + random.nextInt(100_000)];
            random.nextBytes(noise);
            return new EncodedMessage(noise, null);
        }
        return i % 7 == 0 ? new EncodedMessage(Messages.json(i), null) : Messages.update(i);
    }
}
