package io.pulseboard.delivery;

/**
 * The CRC-32 of two byte sequences one after the other, from the CRC-32 of each, without looking at the bytes again: as {@code
 * crc32_combine_gen} and {@code crc32_combine_op} of zlib 1.2.12, by Mark Adler.
 *
 * <p>A CRC is a polynomial over GF(2) modulo that of RFC 1952, section 8, the highest power in the lowest bit. To append n bytes is to
 * multiply what was before by x<sup>8n</sup>; that power, the operator, depends on the length alone, and is computed once for bytes
 * that are appended to many streams.
 */
final class Crc32Combination {
    private static final int POLYNOMIAL = 0xEDB88320;

    /** The polynomial 1. */
    private static final int ONE = 1 << 31;

    /** x to the power of 2 to the power of the index. */
    private static final int[] POWERS = powers();

    private Crc32Combination() {}

    private static int[] powers() {
        int[] powers = new int[32];
        powers[0] = ONE >>> 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = multiply(powers[i - 1], powers[i - 1]);
        }
        return powers;
    }

    /** What a CRC is multiplied with when so many bytes, not negative, are appended. */
    static int operator(long bytes) {
        int product = ONE;
        int power = 3;
        for (long left = bytes; left != 0; left >>>= 1, power++) {
            if ((left & 1) != 0) {
                // x to the power of 2^32 is x again, so that the powers repeat after 32.
                product = multiply(POWERS[power & 31], product);
            }
        }
        return product;
    }

    /**
     * The CRC of both.
     *
     * @param first the CRC of what comes first, 0 for nothing
     * @param second the CRC of what is appended
     * @param operator {@link #operator} of the length of what is appended
     */
    static int combine(int first, int second, int operator) {
        return multiply(operator, first) ^ second;
    }

    private static int multiply(int a, int b) {
        int product = 0;
        int shifted = b;
        for (int bit = 31; bit >= 0; bit--) {
            product ^= shifted & -((a >>> bit) & 1);
            shifted = (shifted >>> 1) ^ (POLYNOMIAL & -(shifted & 1));
        }
        return product;
    }
}
