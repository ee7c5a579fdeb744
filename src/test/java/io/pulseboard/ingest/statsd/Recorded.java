package io.pulseboard.ingest.statsd;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a parser finds. */
final class Recorded implements StatsdHandler {
    final List<String> lines = new ArrayList<>();
    final List<Metric> metrics = new ArrayList<>();
    int faults;

    static Recorded of(String datagram) {
        return of(new StatsdParser(), datagram.getBytes(StandardCharsets.UTF_8));
    }

    static Recorded of(StatsdParser parser, byte[] datagram) {
        Recorded recorded = new Recorded();
        parser.parse(datagram, 0, datagram.length, recorded);
        return recorded;
    }

    @Override
    public void onValue(Metric metric, double value, double weight, boolean relative) {
        metrics.add(metric);
        lines.add(metric.kind + " " + metric.key + " " + value + (weight == 1 ? "" : " x" + weight)
                + (relative ? " relative" : ""));
    }

    @Override
    public void onMember(Metric metric, byte[] bytes, int from, int to) {
        metrics.add(metric);
        lines.add(metric.kind + " " + metric.key + " '" + new String(bytes, from, to - from, StandardCharsets.UTF_8)
                + "'");
    }

    @Override
    public void onFault(Fault fault, byte[] bytes, int from, int to) {
        faults++;
        lines.add("! " + fault.text() + " " + new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }
}
