package io.pulseboard.ingest.influx;

import org.jspecify.annotations.Nullable;

/** What one step of a timestamp is ("Timestamp precision"). */
enum Precision {
    NANOSECOND(1),
    MICROSECOND(1_000),
    MILLISECOND(1_000_000),
    SECOND(1_000_000_000),
    MINUTE(60_000_000_000L),
    HOUR(3_600_000_000_000L);

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long nanos;

    Precision(long nanos) {
        this.nanos = nanos;
    }

    /** The precision with this name in {@code /write}, null if there is none. */
    static @Nullable Precision ofVersion1(String name) {
        return switch (name) {
            case "n", "ns" -> NANOSECOND;
            case "u", "us", "µ", "μ", "µs", "μs" -> MICROSECOND;
            case "ms" -> MILLISECOND;
            case "s" -> SECOND;
            case "m" -> MINUTE;
            case "h" -> HOUR;
            default -> null;
        };
    }

    /** The precision with this name in {@code /api/v2/write}, null if there is none. */
    static @Nullable Precision ofVersion2(String name) {
        return switch (name) {
            case "ns" -> NANOSECOND;
            case "us" -> MICROSECOND;
            case "ms" -> MILLISECOND;
            case "s" -> SECOND;
            default -> null;
        };
    }

    /** Whether InfluxDB could hold the timestamp: as nanoseconds since 1970 it has to fit into 64 bits. */
    boolean isInRange(long timestamp) {
        return timestamp <= Long.MAX_VALUE / nanos && timestamp >= Long.MIN_VALUE / nanos;
    }

    /** A timestamp in range as milliseconds since 1970, cut off towards the past. */
    long toMillis(long timestamp) {
        return nanos < NANOS_PER_MILLI
                ? Math.floorDiv(timestamp, NANOS_PER_MILLI / nanos)
                : timestamp * (nanos / NANOS_PER_MILLI);
    }
}
