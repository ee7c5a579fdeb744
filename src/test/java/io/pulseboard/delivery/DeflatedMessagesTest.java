package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

class DeflatedMessagesTest {
    private static final int ROUNDS = 50;
    private static final int MESSAGES = 60;
    private static final byte[] FLUSH_MARK = {0, 0, (byte) 0xff, (byte) 0xff};

    /** A client that inflates what is compressed, and keeps what it has inflated. */
    private static final class Client {
        private final DeflatedMessages messages;
        private final Inflater inflater = new Inflater(true);
        private final boolean contextTakeover;

        Client(boolean contextTakeover) {
            this.contextTakeover = contextTakeover;
            messages = new DeflatedMessages(contextTakeover);
        }

        byte[] receive(EncodedMessage message) throws DataFormatException {
            SharedBytes frame = messages.next(message);
            byte[] payload = Arrays.copyOfRange(frame.bytes(), frame.length() - frame.bodyLength(), frame.length());
            if (!Framing.isCompressed(frame)) {
                return payload;
            }
            if (!contextTakeover) {
                inflater.reset();
            }
            ByteArrayOutputStream input = new ByteArrayOutputStream();
            input.writeBytes(payload);
            input.writeBytes(FLUSH_MARK);
            inflater.setInput(input.toByteArray());
            byte[] room = new byte[message.size() + 1];
            return Arrays.copyOf(room, inflater.inflate(room));
        }
    }

    @Test
    void anyOfTheMessagesCanBeInflated() throws DataFormatException {
        long seed = System.nanoTime();
        System.out.println("DeflatedMessagesTest seed " + seed);
        Random random = new Random(seed);
        EncodedMessage[] messages = new EncodedMessage[MESSAGES];
        for (int i = 0; i < MESSAGES; i++) {
            messages[i] = i % 9 == 0 ? noise(random) : i % 7 == 0 ? aside(i) : Messages.update(i);
        }
        for (int round = 0; round < ROUNDS; round++) {
            Client client = new Client(random.nextBoolean());
            for (EncodedMessage message : messages) {
                if (random.nextInt(4) > 0) {
                    assertThat(client.receive(message))
                            .as("seed %d", seed)
                            .isEqualTo(message.bytes().getBytes());
                }
            }
        }
    }

    private static EncodedMessage noise(Random random) {
        byte[] noise = new byte[random.nextInt(1000)];
        random.nextBytes(noise);
        return new EncodedMessage(noise, null);
    }

    private static EncodedMessage aside(int i) {
        return new EncodedMessage(Messages.json(i), null);
    }

    @Test
    void whoKeepsWhatItHasInflatedGetsAFifth() {
        DeflatedMessages client = new DeflatedMessages(true);
        client.next(Messages.update(0));

        assertThat(client.next(Messages.update(1)).length())
                .isLessThan(Messages.update(1).size() / 4);
    }

    @Test
    void whoKeepsNothingGetsEveryMessageByItself() {
        EncodedMessage second = Messages.update(1);
        DeflatedMessages client = new DeflatedMessages(false);
        client.next(Messages.update(0));

        assertThat(client.next(second)).isSameAs(second.deflatedFrame());
    }

    @Test
    void whoIsInStepSharesTheFrame() {
        EncodedMessage first = Messages.update(0);
        EncodedMessage second = Messages.update(1);
        DeflatedMessages one = new DeflatedMessages(true);
        DeflatedMessages other = new DeflatedMessages(true);
        one.next(first);
        other.next(first);

        assertThat(one.next(second)).isSameAs(other.next(second));
    }
}
