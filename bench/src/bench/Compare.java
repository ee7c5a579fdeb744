package bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same load on the floor, nginx with nchan, and Pulseboard, in turns: so many rounds of every combination of server, transport and
 * size. Prints medians and ratios. Ends with status 1 if a client of any server lost or doubled something.
 */
public final class Compare {
    private static final String USAGE = """
            usage: bench/compare [options]
              --runs N           rounds, of which the medians are taken              (3)
              --servers LIST     of floor,nchan,pulseboard                           (all, nchan if it is installed)
              --transports LIST  of sse,ws                                           (both)
              --sizes LIST       bytes of an update message                          (250,4096)
            """ + Setting.usage(10_000, 60, 20, 1000);

    private final Options options;
    private final Setting setting;
    private final Map<Comparison.Cell, List<Comparison.Run>> runs = new LinkedHashMap<>();

    private Compare(Options options) throws IOException, InterruptedException {
        this.options = options;
        this.setting = Setting.of(options, 10_000, 60, 20, 1000);
    }

    /** Runs the comparison that the arguments describe. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options = new Options(arguments, USAGE);
        System.out.println("compare: " + String.join(" ", arguments));
        System.out.println(Machine.describe());
        System.exit(new Compare(options).run() ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException {
        System.out.printf("%s; floor in %s%n%n", setting, setting.floor());
        for (int round = 0; round < options.number("--runs", 3); round++) {
            for (Comparison.Cell cell : cells(round)) {
                Comparison.Run run = once(cell);
                runs.computeIfAbsent(cell, key -> new ArrayList<>()).add(run);
                System.out.printf(
                        "%d %s: %s%n", round + 1, cell, run.measurement().cost());
                System.out.printf("  %s%n", run.measurement().coverage());
            }
        }
        Comparison comparison = new Comparison(runs);
        System.out.print("\n" + comparison.table() + "\n" + comparison.ratios());
        return comparison.complete();
    }

    // The order of the servers turns from round to round, so that none always comes after the same one.
    private List<Comparison.Cell> cells(int round) {
        List<String> servers =
                options.list("--servers", NchanServer.available() ? "floor,nchan,pulseboard" : "floor,pulseboard");
        List<Comparison.Cell> cells = new ArrayList<>();
        for (String size : options.list("--sizes", "250,4096")) {
            for (String transport : options.list("--transports", "sse,ws")) {
                for (int i = 0; i < servers.size(); i++) {
                    String server = servers.get((i + round) % servers.size());
                    cells.add(new Comparison.Cell(server, Transport.of(transport), Integer.parseInt(size)));
                }
            }
        }
        return cells;
    }

    private Comparison.Run once(Comparison.Cell cell) throws IOException, InterruptedException {
        boolean compress = setting.compress() && cell.server().equals("pulseboard");
        try (Server server = setting.start(cell.server(), cell.size());
                Fleet fleet = new Fleet(setting.threads(), setting.ramp(), compress ? Fleet.SAMPLE : 0)) {
            server.feed();
            long empty = server.usage().residentKilobytes();
            fleet.open(server.endpoint(cell.transport()), setting.connections());
            int open = fleet.awaitOpen();
            if (open < setting.connections()) {
                System.out.printf("only %d of %d connections are open%n", open, setting.connections());
            }
            setting.warmUp(server);
            Measurement measurement = fleet.measure(setting.duration(), server.usage());
            return new Comparison.Run(measurement, empty, setting.connections());
        }
    }
}
