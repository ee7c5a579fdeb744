package io.pulseboard.ingest.statsd;

/** Datagrams of StatsD under Jazzer: a parser that remembers reads what a new one does. */
public final class StatsdFuzzTarget {
    private static final StatsdParser REMEMBERS = new StatsdParser();

    private StatsdFuzzTarget() {}

    /** Writes down what it is told. */
    private static final class Told implements StatsdHandler {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void onValue(Metric metric, double value, double weight, boolean relative) {
            if (!(weight >= 1)) {
                throw new AssertionError("a value that stands for " + weight);
            }
            text.append(metric.key)
                    .append(' ')
                    .append(value)
                    .append(' ')
                    .append(weight)
                    .append(relative);
        }

        @Override
        public void onMember(Metric metric, byte[] bytes, int from, int to) {
            if (from < 0 || from >= to || to > bytes.length) {
                throw new AssertionError("a member from " + from + " to " + to);
            }
            text.append(metric.key).append(from).append('-').append(to);
        }

        @Override
        public void onFault(Fault fault, byte[] bytes, int from, int to) {
            text.append(fault).append(from).append('-').append(to);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        Told remembered = new Told();
        REMEMBERS.parse(input, 0, input.length, remembered);
        Told fresh = new Told();
        new StatsdParser().parse(input, 0, input.length, fresh);
        if (!remembered.text.toString().equals(fresh.text.toString())) {
            throw new AssertionError("what is remembered changes what is read");
        }
    }
}
