package io.pulseboard.metric;

/**
 * The not-a-numbers that mean something. They differ from one another in their bits only, so compare them with these methods
 * and never by {@code ==} or {@link Double#compare}.
 */
public final class SpecialValues {
    /**
     * Prometheus's staleness marker ({@code model/value/value.go}): the series was there and its source no longer reports it.
     */
    public static final double STALE = Double.longBitsToDouble(0x7ff0_0000_0000_0002L);

    /** The series has been removed. Never leaves the process: on the wire it is the state {@code gone}. */
    public static final double GONE = Double.longBitsToDouble(0x7ff8_0000_0000_90e5L);

    private static final long STALE_BITS = 0x7ff0_0000_0000_0002L;
    /** The same marker after a processor has turned the signalling NaN into a quiet one. */
    private static final long QUIET_STALE_BITS = 0x7ff8_0000_0000_0002L;

    private static final long GONE_BITS = 0x7ff8_0000_0000_90e5L;

    private SpecialValues() {}

    /** Whether this is the staleness marker. */
    public static boolean isStale(double value) {
        long bits = Double.doubleToRawLongBits(value);
        return bits == STALE_BITS || bits == QUIET_STALE_BITS;
    }

    /** Whether this is the mark of a removed series. */
    public static boolean isGone(double value) {
        return Double.doubleToRawLongBits(value) == GONE_BITS;
    }

    /** Whether both are the same value to a reader: equal numbers, or not-a-numbers that mean the same. */
    public static boolean same(double a, double b) {
        if (Double.isNaN(a) && Double.isNaN(b)) {
            return isStale(a) == isStale(b) && isGone(a) == isGone(b);
        }
        return a == b;
    }
}
