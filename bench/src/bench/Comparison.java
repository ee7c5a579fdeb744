package bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The runs of several servers, their medians and the ratios between them. */
final class Comparison {
    private static final String PULSEBOARD = "pulseboard";

    /** What is compared: one column of figures. */
    record Cell(String server, Transport transport, int size) {
        Cell with(String other) {
            return new Cell(other, transport, size);
        }

        @Override
        public String toString() {
            return server + " " + transport + " " + size;
        }
    }

    /**
     * One run.
     *
     * @param emptyKilobytes resident before the first viewer
     */
    record Run(Measurement measurement, long emptyKilobytes, int connections) {
        double residentPerConnection() {
            return (double) (measurement.usage().residentKilobytes() - emptyKilobytes) / connections;
        }
    }

    private final Map<Cell, List<Run>> runs;

    Comparison(Map<Cell, List<Run>> runs) {
        this.runs = runs;
    }

    /** Whether nothing was lost or doubled in any run. */
    boolean complete() {
        return runs.values().stream()
                .flatMap(List::stream)
                .allMatch(run -> run.measurement().complete());
    }

    /** The medians, as a Markdown table. */
    String table() {
        StringBuilder table = new StringBuilder("""
                | transport, message | server | CPU per event | p50 / p99 / p99.9 | memory per connection | lost | doubled | bytes per event | client |
                |---|---|---|---|---|---|---|---|---|
                """);
        for (Cell cell : runs.keySet()) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s, %.0f B | %s | %.2f us | %.0f / %.0f / %.0f ms | %.1f KB | %.0f | %.0f | %.0f | %.2f cores |%n",
                    cell.transport(),
                    median(cell, run -> run.measurement().tally().messageBytes()),
                    cell.server(),
                    cpu(cell),
                    median(cell, run -> run.measurement().latency(0.5)),
                    p99(cell),
                    median(cell, run -> run.measurement().latency(0.999)),
                    median(cell, Run::residentPerConnection),
                    sum(cell, run -> run.measurement().lost()),
                    sum(cell, run -> run.measurement().doubled()),
                    median(cell, run -> run.measurement().tally().bytesPerUpdate()),
                    median(cell, run -> run.measurement().clientCores())));
        }
        return table.toString();
    }

    /** Pulseboard's figures over those of the others, beside the goals; empty if there is nothing to compare. */
    String ratios() {
        StringBuilder table = new StringBuilder();
        for (Cell cell : runs.keySet()) {
            if (cell.server().equals(PULSEBOARD)) {
                ratios(table, cell);
            }
        }
        return table.isEmpty()
                        || runs.keySet().stream().allMatch(cell -> cell.server().equals(PULSEBOARD))
                ? ""
                : """
                | transport, message | CPU / nchan (must 0.95, meant 0.85) | CPU / floor (meant 1.15) | p99 / nchan (must 1.20, meant 1.00) | p99 / floor |
                |---|---|---|---|---|
                """ + table;
    }

    private void ratios(StringBuilder table, Cell cell) {
        table.append(String.format("| %s, %d B |", cell.transport(), cell.size()));
        ratio(table, cpu(cell), cell.with("nchan"), this::cpu, 0.95, 0.85);
        ratio(table, cpu(cell), cell.with("floor"), this::cpu, Double.POSITIVE_INFINITY, 1.15);
        ratio(table, p99(cell), cell.with("nchan"), this::p99, 1.2, 1.0);
        ratio(table, p99(cell), cell.with("floor"), this::p99, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        table.append('\n');
    }

    private void ratio(
            StringBuilder table, double own, Cell other, ToDoubleFunction<Cell> figure, double must, double meant) {
        if (!runs.containsKey(other)) {
            table.append(" - |");
            return;
        }
        double ratio = own / figure.applyAsDouble(other);
        String verdict = ratio > must
                ? ", missed"
                : meant == Double.POSITIVE_INFINITY ? "" : ratio > meant ? ", not as meant" : ", as meant";
        table.append(String.format(Locale.ROOT, " %.2f%s |", ratio, verdict));
    }

    private double cpu(Cell cell) {
        return median(cell, run -> run.measurement().cpuMicros());
    }

    private double p99(Cell cell) {
        return median(cell, run -> run.measurement().latency(0.99));
    }

    private double median(Cell cell, ToDoubleFunction<Run> figure) {
        return median(runs.get(cell).stream().mapToDouble(figure).toArray());
    }

    private double sum(Cell cell, ToDoubleFunction<Run> figure) {
        return runs.get(cell).stream().mapToDouble(figure).sum();
    }

    /** The median, of an even number the mean of the two in the middle. */
    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
