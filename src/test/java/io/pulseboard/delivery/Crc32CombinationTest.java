package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class Crc32CombinationTest {
    private static final int PIECES = 2_000;
    private static final int LONGEST = 3_000;

    @Test
    void isTheChecksumOfTheConcatenation() {
        long seed = System.nanoTime();
        System.out.println("Crc32CombinationTest seed " + seed);
        Random random = new Random(seed);
        CRC32 whole = new CRC32();
        int combined = 0;
        for (int i = 0; i < PIECES; i++) {
            byte[] piece = new byte[random.nextInt(LONGEST)];
            random.nextBytes(piece);
            whole.update(piece);

            combined = Crc32Combination.combine(combined, crc(piece), Crc32Combination.operator(piece.length));

            assertThat(combined).as("after piece %d of seed %d", i, seed).isEqualTo((int) whole.getValue());
        }
    }

    @Test
    void nothingAppendedChangesNothing() {
        int some = crc(new byte[] {1, 2, 3});

        assertThat(Crc32Combination.combine(some, crc(new byte[0]), Crc32Combination.operator(0)))
                .isEqualTo(some);
    }

    @Test
    void theOperatorOfALongPieceIsThatOfItsPartsOneAfterTheOther() {
        long length = (1L << 33) + 12_345;
        int some = crc(new byte[] {1, 2, 3});
        int inParts = some;
        for (long left = length; left > 0; left -= Math.min(left, 1 << 30)) {
            inParts = Crc32Combination.combine(inParts, 0, Crc32Combination.operator(Math.min(left, 1 << 30)));
        }

        assertThat(Crc32Combination.combine(some, 0, Crc32Combination.operator(length)))
                .isEqualTo(inParts);
    }

    private static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
