package io.pulseboard.ingest.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against {@code format_description.txt} of google/snappy; the numbers are its sections. */
class SnappyBlockTest {
    private static final int MOST = 1 << 20;

    private static byte[] decode(byte[] block) throws SnappyException {
        int length = SnappyBlock.length(block, MOST);
        byte[] out = new byte[length + SnappyBlock.SLACK];
        SnappyBlock.decode(block, length, out);
        return Arrays.copyOf(out, length);
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /** 2.1 literals, 2.2.1 to 2.2.3 copies with offsets of one, two and four bytes. */
    @ParameterizedTest
    @CsvSource({
        "00, ''",
        "05 10 68656c6c6f, hello",
        "05 f0 04 68656c6c6f, hello",
        "05 f4 0400 68656c6c6f, hello",
        "05 f8 040000 68656c6c6f, hello",
        "05 fc 04000000 68656c6c6f, hello",
        "0a 08 616263 0d 03 , abcabcabca",
        "09 08 616263 16 0300, abcabcabc",
        "09 08 616263 17 03000000, abcabcabc",
        "06 00 78 12 0100, xxxxxx",
        "05 00 78 01 01, xxxxx",
        "0b 00 61 00 62 00 63 1e 0200, abcbcbcbcbc",
        "0c 1c 6162636465666768 01 08, abcdefghabcd"
    })
    void whatTheFormatDescribesComesOut(String block, String text) throws SnappyException {
        assertThat(new String(decode(hex(block)), StandardCharsets.US_ASCII)).isEqualTo(text);
    }

    @Test
    void theOffsetOfACopyOfOneByteHasElevenBits() throws SnappyException {
        byte[] noise = new byte[2_000];
        new Random(7).nextBytes(noise);
        byte[] block = new byte[2 + 3 + noise.length + 2];
        // 2004 bytes: a literal of 2000 with its length in two bytes, and a copy of 4 from 1999 before: 0x7cf.
        System.arraycopy(hex("d40f f4cf07"), 0, block, 0, 5);
        System.arraycopy(noise, 0, block, 5, noise.length);
        System.arraycopy(hex("e1cf"), 0, block, block.length - 2, 2);

        byte[] out = decode(block);

        assertThat(Arrays.copyOf(out, 2_000)).isEqualTo(noise);
        assertThat(Arrays.copyOfRange(out, 2_000, 2_004)).isEqualTo(Arrays.copyOfRange(noise, 1, 5));
    }

    @ParameterizedTest
    @CsvSource({
        "'', does not begin with a length",
        "80, does not begin with a length",
        "8080808080, does not begin with a length",
        "808080808001, does not begin with a length",
        "ffffffff7f, does not begin with a length",
        "05, holds 0 bytes and says 5",
        "05 10 68656c6c, a literal reaches beyond the end",
        "04 10 68656c6c6f, a literal reaches beyond the end",
        "06 10 68656c6c6f, holds 5 bytes and says 6",
        "00 00 78, a literal reaches beyond the end",
        "05 f0, ends within a tag",
        "05 f4 04, ends within a tag",
        "05 fc ffffffff 68, a literal reaches beyond the end",
        "05 fc fffffffe 68, a literal reaches beyond the end",
        "05 00 78 01, ends within a tag",
        "05 00 78 0e 01, ends within a tag",
        "05 00 78 0f 010000, ends within a tag",
        "05 00 78 01 00, a copy begins before the beginning",
        "05 00 78 01 02, a copy begins before the beginning",
        "05 01 01, a copy begins before the beginning",
        "05 00 78 0f ffffffff, a copy begins before the beginning",
        "04 00 78 01 01, a copy reaches beyond the end",
    })
    void whatIsDamagedIsRefused(String block, String message) {
        assertThatExceptionOfType(SnappyException.class)
                .isThrownBy(() -> decode(hex(block)))
                .withMessageContaining(message)
                .matches(refused -> !refused.isLimit());
    }

    @Test
    void aLengthBeyondTheLimitIsSeenBeforeAnythingElse() {
        assertThatExceptionOfType(SnappyException.class)
                .isThrownBy(() -> SnappyBlock.length(hex("ffffffff0f"), MOST))
                .withMessageContaining("4294967295 bytes")
                .matches(SnappyException::isLimit);
    }

    @Test
    void aLengthThatTheBlockCannotHoldCostsNoMemory() {
        assertThatExceptionOfType(SnappyException.class)
                .isThrownBy(() -> SnappyBlock.length(hex("ffff3f 00 78"), MOST))
                .withMessageContaining("cannot hold");
    }

    @Test
    void theDensestBlockIsStillTaken() throws SnappyException {
        byte[] block = WireMessage.snappy(new byte[1 << 16]);

        assertThat(decode(block)).isEqualTo(new byte[1 << 16]);
    }

    @Test
    void whatAnotherEncoderMakesComesOutAsItWas() throws SnappyException {
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = compressible(random, random.nextInt(3_000));

            assertThat(decode(WireMessage.snappy(bytes))).isEqualTo(bytes);
        }
    }

    private static byte[] compressible(Random random, int length) {
        byte[] bytes = new byte[length];
        int at = 0;
        while (at < length) {
            int run = Math.min(length - at, 1 + random.nextInt(90));
            if (at > 0 && random.nextInt(3) > 0) {
                int offset = 1 + random.nextInt(Math.min(at, random.nextBoolean() ? 12 : 2_500));
                for (int i = 0; i < run; i++) {
                    bytes[at + i] = bytes[at + i - offset];
                }
            } else {
                for (int i = 0; i < run; i++) {
                    bytes[at + i] = (byte) random.nextInt(256);
                }
            }
            at += run;
        }
        return bytes;
    }

    @Test
    void aBlockCutOffAnywhereIsRefused() {
        byte[] block = WireMessage.snappy(compressible(new Random(2), 5_000));
        for (int length = 0; length < block.length; length++) {
            byte[] cut = Arrays.copyOf(block, length);

            assertThatExceptionOfType(SnappyException.class).isThrownBy(() -> decode(cut));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void aDamagedBlockIsRefusedOrHasTheLengthItSays(long seed) {
        Random random = new Random(seed);
        byte[] block = WireMessage.snappy(compressible(random, 1_500));
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = block.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(decode(damaged)).hasSize(SnappyBlock.length(damaged, MOST));
            } catch (SnappyException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
