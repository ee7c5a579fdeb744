package bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * All viewers are cut at once and come back at random within some seconds, each with the last position it has seen. Every one has to
 * get all it missed, once, and no snapshot.
 */
final class CutScenario implements Scenario {
    private static final String USAGE = """
            usage: bench/run scenario cut [options]
              --transports LIST  of sse,ws, or "sse+ws" for half of each             (sse,ws)
              --size BYTES       of an update message                                (250)
              --back SECONDS     within which they come back                         (5)
              --seed N           of when each comes back                             (random)
            """ + Setting.usage(10_000, 20, 10, 1000);

    private static final int SLOT_MILLIS = 10;

    private final Options options;
    private final Setting setting;
    private final long seed;

    CutScenario(String[] arguments) throws IOException, InterruptedException {
        options = new Options(arguments, USAGE);
        setting = Setting.of(options, 10_000, 20, 10, 1000);
        seed = Long.parseLong(options.text("--seed", Long.toString(System.nanoTime())));
    }

    @Override
    public boolean run() throws IOException, InterruptedException {
        System.out.printf("seed %d%n", seed);
        boolean complete = true;
        for (String transports : options.list("--transports", "sse,ws")) {
            complete &= cut(
                    transports,
                    Stream.of(transports.split("\\+")).map(Transport::of).toList());
        }
        return complete;
    }

    private boolean cut(String name, List<Transport> transports) throws IOException, InterruptedException {
        try (PulseboardServer server = setting.pulseboard(options.number("--size", 250));
                Fleet fleet = setting.fleet()) {
            server.feed();
            for (Transport transport : transports) {
                fleet.open(server.endpoint(transport), setting.connections() / transports.size());
            }
            fleet.awaitOpen();
            setting.warmUp(server);
            Measurement before = fleet.measure(setting.duration(), server.usage());
            setting.betweenTicks();
            double seconds = Math.max(setting.duration(), options.number("--back", 5) + 1);
            Measurement meanwhile = fleet.measure(seconds, server.usage(), () -> cutAndReturn(fleet));
            System.out.printf("%s before: %s%n", name, before.cost());
            System.out.printf("%s meanwhile: %s%n  %s%n", name, meanwhile.cost(), meanwhile.coverage());
            System.out.printf("  %d of %d are back%n", fleet.count(Client::open), fleet.count(client -> true));
            Verdict.atMost(
                    "p99 of a tick while they come back, " + name,
                    (double) meanwhile.latency(0.99) / before.latency(0.99),
                    "x",
                    Double.POSITIVE_INFINITY,
                    2);
            return Verdict.complete("before", before)
                    & Verdict.complete("resumed, " + name, meanwhile)
                    & fleet.count(Client::open) == fleet.count(client -> true);
        }
    }

    private void cutAndReturn(Fleet fleet) {
        List<Client> clients = fleet.clients();
        fleet.forEach(client -> true, client -> fleet.loop(client).cut(client));
        int slots = options.number("--back", 5) * 1000 / SLOT_MILLIS;
        List<List<Client>> due = new ArrayList<>();
        for (int i = 0; i < slots; i++) {
            due.add(new ArrayList<>());
        }
        Random random = new Random(seed);
        clients.forEach(client -> due.get(random.nextInt(slots)).add(client));
        long start = System.nanoTime();
        for (int i = 0; i < slots; i++) {
            sleepUntil(start + TimeUnit.MILLISECONDS.toNanos((long) i * SLOT_MILLIS));
            for (Client client : due.get(i)) {
                Loop loop = fleet.loop(client);
                loop.submit(() -> loop.reopen(client));
            }
        }
    }

    private static void sleepUntil(long nanoTime) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
