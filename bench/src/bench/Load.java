package bench;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Opens viewers on a running Pulseboard, counts every event and checks every client's coverage. Ends with status 1 if a client
 * failed, lost or doubled something.
 */
public final class Load {
    private static final String USAGE = """
            usage: bench/run load [options]
              --url URL          the server                        (http://127.0.0.1:8080)
              --sse N            viewers over Server-Sent Events   (1000)
              --ws N             viewers over WebSocket            (1000)
              --query SELECTOR   what they watch; may be repeated  (everything)
              --every DURATION   the smallest interval             (the tick)
              --format FORMAT    named or compact                  (named)
              --warmup SECONDS   after all are connected           (30)
              --duration SECONDS that are measured                 (30)
              --ramp N           connections opened per second     (1000)
              --threads N        threads of this client            (1)
              --pid PID          the server's process: its CPU time and memory are reported
            """;

    private final Options options;
    private final List<Loop> loops = new ArrayList<>();

    private Load(Options options) {
        this.options = options;
    }

    /** Runs the load that the arguments describe. */
    public static void main(String[] arguments) throws InterruptedException {
        List<String> known = List.of(
                "--url",
                "--sse",
                "--ws",
                "--query",
                "--every",
                "--format",
                "--warmup",
                "--duration",
                "--ramp",
                "--threads",
                "--pid");
        System.exit(new Load(new Options(arguments, known, USAGE)).run() ? 0 : 1);
    }

    private boolean run() throws InterruptedException {
        int wanted = options.number("--sse", 1000) + options.number("--ws", 1000);
        System.out.printf("descriptor limit of this client: %s%n", ServerProcess.descriptorLimit());
        createLoops();
        List<Thread> threads = loops.stream().map(Thread::new).toList();
        threads.forEach(Thread::start);
        long rampLimit =
                System.nanoTime() + TimeUnit.SECONDS.toNanos(30 + wanted / Math.max(1, options.number("--ramp", 1000)));
        while (connected() < wanted && System.nanoTime() < rampLimit) {
            Thread.sleep(100);
        }
        System.out.printf("connected: %d of %d%n", connected(), wanted);
        TimeUnit.SECONDS.sleep(options.number("--warmup", 30));
        Usage usage = measure();
        loops.forEach(Loop::stop);
        for (Thread thread : threads) {
            thread.join();
        }
        return report(wanted, usage);
    }

    private Usage measure() throws InterruptedException {
        int pid = options.number("--pid", 0);
        ServerProcess server = pid == 0 ? null : new ServerProcess(pid);
        ServerProcess self = new ServerProcess(ProcessHandle.current().pid());
        loops.forEach(Loop::measure);
        long start = System.nanoTime();
        double serverBefore = server == null ? 0 : server.cpuSeconds();
        double selfBefore = self.cpuSeconds();
        TimeUnit.SECONDS.sleep(options.number("--duration", 30));
        double serverCpu = server == null ? 0 : server.cpuSeconds() - serverBefore;
        double selfCpu = self.cpuSeconds() - selfBefore;
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Usage(seconds, serverCpu, selfCpu, server == null ? 0 : server.residentKilobytes());
    }

    private void createLoops() {
        URI url = URI.create(options.text("--url", "http://127.0.0.1:8080"));
        InetSocketAddress address = new InetSocketAddress(url.getHost(), url.getPort() < 0 ? 80 : url.getPort());
        String authority = url.getAuthority();
        int count = options.number("--threads", 1);
        for (int i = 0; i < count; i++) {
            loops.add(new Loop(address, options.number("--ramp", 1000) / count));
        }
        String parameters = parameters();
        int sse = options.number("--sse", 1000);
        int all = sse + options.number("--ws", 1000);
        for (int i = 0; i < all; i++) {
            boolean overSse = i < sse;
            loops.get(i % count)
                    .add(loop -> overSse
                            ? new SseClient(authority, "/metrics/stream" + parameters, loop.head(), loop::onMessage)
                            : new WebSocketClient(authority, "/metrics/ws" + parameters, loop.head(), loop::onMessage));
        }
    }

    private String parameters() {
        List<String> pairs = new ArrayList<>();
        options.all("--query").forEach(query -> pairs.add("query=" + encode(query)));
        options.all("--every").forEach(every -> pairs.add("every=" + encode(every)));
        pairs.add("format=" + encode(options.text("--format", "named")));
        return "?" + String.join("&", pairs);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private int connected() {
        return loops.stream().mapToInt(Loop::connected).sum();
    }

    private boolean report(int wanted, Usage usage) {
        Latency latency = new Latency();
        Map<String, Long> types = new TreeMap<>();
        for (Loop loop : loops) {
            latency.add(loop.latency());
            loop.types().forEach((type, count) -> types.merge(type, count, Long::sum));
        }
        List<Client> clients =
                loops.stream().flatMap(loop -> loop.clients().stream()).toList();
        Totals totals = Totals.of(clients);
        long bytes = loops.stream().mapToLong(Loop::bytes).sum();
        System.out.printf("measured: %.1f s, messages %s%n", usage.seconds(), types);
        System.out.printf(
                "delivered: %d updates, %.0f per second, %.0f bytes each%n",
                latency.total(), latency.total() / usage.seconds(), (double) bytes / Math.max(1, latency.total()));
        System.out.printf(
                "latency from tick to client: p50 %d ms, p99 %d ms, p99.9 %d ms%n",
                latency.percentile(0.5), latency.percentile(0.99), latency.percentile(0.999));
        System.out.printf(
                "coverage: %d clients, updates per client %d to %d, holes %d, doubles %d, gaps %d, new snapshots %d, merged %d%n",
                clients.size(),
                totals.fewest(),
                totals.most(),
                totals.holes(),
                totals.doubles(),
                totals.gaps(),
                totals.snapshots(),
                totals.merged());
        printUsage(usage, latency.total());
        failures(clients).forEach((reason, count) -> System.out.printf("failed: %d clients: %s%n", count, reason));
        boolean good =
                connected() == wanted && totals.complete() && failures(clients).isEmpty();
        System.out.println(good ? "result: complete" : "result: NOT COMPLETE");
        return good;
    }

    private void printUsage(Usage usage, long updates) {
        System.out.printf("client: %.3f cores%n", usage.selfCpu() / usage.seconds());
        if (options.number("--pid", 0) != 0) {
            System.out.printf(
                    "server: %.3f cores (%.2f s of CPU), %.1f us per update, %.1f MB resident%n",
                    usage.serverCpu() / usage.seconds(),
                    usage.serverCpu(),
                    usage.serverCpu() * 1e6 / Math.max(1, updates),
                    usage.residentKilobytes() / 1024.0);
        }
    }

    private static Map<String, Long> failures(List<Client> clients) {
        return clients.stream()
                .map(Client::failure)
                .filter(reason -> !reason.isEmpty())
                .collect(Collectors.groupingBy(reason -> reason, TreeMap::new, Collectors.counting()));
    }

    /** What the run cost. */
    private record Usage(double seconds, double serverCpu, double selfCpu, long residentKilobytes) {}

    /** The coverage of all clients together. */
    private record Totals(long fewest, long most, long holes, long doubles, long gaps, long snapshots, long merged) {
        static Totals of(List<Client> clients) {
            List<Coverage> all = clients.stream().map(Client::coverage).toList();
            return new Totals(
                    all.stream().mapToLong(Coverage::updates).min().orElse(0),
                    all.stream().mapToLong(Coverage::updates).max().orElse(0),
                    all.stream().mapToLong(Coverage::holes).sum(),
                    all.stream().mapToLong(Coverage::doubles).sum(),
                    all.stream().mapToLong(Coverage::gaps).sum(),
                    all.stream().mapToLong(Coverage::snapshots).sum(),
                    all.stream().mapToLong(Coverage::merged).sum());
        }

        boolean complete() {
            return holes == 0 && doubles == 0 && gaps == 0 && snapshots == 0;
        }
    }
}
