package bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a run brought.
 *
 * @param received what each checked client got while it was measured
 * @param settled the same, with what came until all had the same position
 * @param behind checked clients that never got to the newest position
 * @param failures why clients were of no use any more
 */
record Measurement(
        Usage usage,
        Tally tally,
        List<Coverage.Counts> received,
        List<Coverage.Counts> settled,
        int behind,
        List<String> failures) {

    /**
     * What the measured time cost.
     *
     * @param serverCpu in seconds, 0 if the server could not be looked at
     * @param residentKilobytes of the server at the end
     */
    record Usage(double seconds, double serverCpu, double clientCpu, long residentKilobytes) {}

    /** Reads the processes' CPU time at the beginning and the end. */
    static final class Clock {
        private final ServerProcess server;
        private final ServerProcess client = ServerProcess.self();
        private final long start = System.nanoTime();
        private final double serverBefore;
        private final double clientBefore;

        /**
         * @param server null if it cannot be looked at
         */
        Clock(ServerProcess server) {
            this.server = server;
            this.serverBefore = server == null ? 0 : server.cpuSeconds();
            this.clientBefore = client.cpuSeconds();
        }

        long elapsedMillis() {
            return (System.nanoTime() - start) / 1_000_000;
        }

        Usage stop() {
            double serverCpu = server == null ? 0 : server.cpuSeconds() - serverBefore;
            double clientCpu = client.cpuSeconds() - clientBefore;
            long resident = server == null ? 0 : server.residentKilobytes();
            return new Usage((System.nanoTime() - start) / 1e9, serverCpu, clientCpu, resident);
        }
    }

    /** The server's CPU time for each delivered update, in microseconds. */
    double cpuMicros() {
        return usage.serverCpu() * 1e6 / Math.max(1, tally.updates());
    }

    double serverCores() {
        return usage.serverCpu() / usage.seconds();
    }

    double clientCores() {
        return usage.clientCpu() / usage.seconds();
    }

    /** The time within which that share of the updates came, in milliseconds. */
    int latency(double share) {
        return tally.latency().percentile(share);
    }

    long fewest() {
        return received.stream().mapToLong(Coverage.Counts::updates).min().orElse(0);
    }

    long most() {
        return received.stream().mapToLong(Coverage.Counts::updates).max().orElse(0);
    }

    long holes() {
        return settled.stream().mapToLong(Coverage.Counts::holes).sum();
    }

    long gaps() {
        return settled.stream().mapToLong(Coverage.Counts::gaps).sum();
    }

    long snapshots() {
        return settled.stream().mapToLong(Coverage.Counts::snapshots).sum();
    }

    long merged() {
        return settled.stream().mapToLong(Coverage.Counts::merged).sum();
    }

    /** Clients that got at least one update which stands for several. */
    long mergedClients() {
        return settled.stream().filter(counts -> counts.merged() > 0).count();
    }

    /** Updates that came twice. */
    long doubled() {
        return settled.stream().mapToLong(Coverage.Counts::doubles).sum();
    }

    /** Holes, gaps and new snapshots, clients that were left behind or failed, and checked clients without any update. */
    long lost() {
        long silent = settled.stream().filter(counts -> counts.updates() == 0).count();
        return holes() + gaps() + snapshots() + behind + failures.size() + silent;
    }

    /** Whether every client got everything once. */
    boolean complete() {
        return lost() == 0 && doubled() == 0;
    }

    /** The failures with how often each happened. */
    Map<String, Long> failureCounts() {
        return failures.stream().collect(Collectors.groupingBy(text -> text, TreeMap::new, Collectors.counting()));
    }

    /** Coverage in one line. */
    String coverage() {
        return "updates per client %d to %d, lost %d, doubled %d (holes %d, gaps %d, new snapshots %d, behind %d, failed %s), merged %d"
                .formatted(
                        fewest(),
                        most(),
                        lost(),
                        doubled(),
                        holes(),
                        gaps(),
                        snapshots(),
                        behind,
                        failureCounts(),
                        merged());
    }

    /** Cost and latency in one line. */
    String cost() {
        return "%d updates of %.0f B (%.0f B received for each), %.2f us of server CPU each, %.3f cores, p50 %d ms, p99 %d ms, p99.9 %d ms, %.1f MB; client %.3f cores"
                .formatted(
                        tally.updates(),
                        tally.messageBytes(),
                        tally.bytesPerUpdate(),
                        cpuMicros(),
                        serverCores(),
                        latency(0.5),
                        latency(0.99),
                        latency(0.999),
                        usage.residentKilobytes() / 1024.0,
                        clientCores());
    }
}
