package io.pulseboard.ingest.influx;

/** Line protocol under Jazzer: a parser that remembers reads what a new one does, and bad lines have a place. */
public final class LineProtocolFuzzTarget {
    private static final Origin ORIGIN = new Origin("db", "x");
    private static final LineProtocolParser REMEMBERS = new LineProtocolParser();

    private LineProtocolFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Points remembered = REMEMBERS.parse(input, ORIGIN, Precision.NANOSECOND, 1_000);
        Points fresh = new LineProtocolParser().parse(input, ORIGIN, Precision.NANOSECOND, 1_000);
        if (!remembered.samples().equals(fresh.samples())
                || !remembered.badLines().equals(fresh.badLines())) {
            throw new AssertionError("what is remembered changes what is read");
        }
        fresh.samples().forEach(sample -> {
            if (!Double.isFinite(sample.value())) {
                throw new AssertionError("line protocol has no such number: " + sample);
            }
        });
        fresh.badLines().forEach(line -> {
            if (line.line() < 1 || line.column() < 1 || line.reason().isEmpty()) {
                throw new AssertionError("no place or no reason: " + line);
            }
        });
    }
}
