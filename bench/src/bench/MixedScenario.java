package bench;

import java.io.IOException;

/** As many connections as one process may have, half over SSE and half over WebSocket, two messages per second. */
final class MixedScenario implements Scenario {
    private static final String USAGE = """
            usage: bench/run scenario mixed [options]
              --servers LIST     of floor,nchan,pulseboard                           (pulseboard)
              --size BYTES       of an update message                                (250)
            """ + Setting.usage(18_000, 20, 30, 500);

    private final Options options;
    private final Setting setting;

    MixedScenario(String[] arguments) throws IOException, InterruptedException {
        options = new Options(arguments, USAGE);
        setting = Setting.of(options, 18_000, 20, 30, 500);
    }

    @Override
    public boolean run() throws IOException, InterruptedException {
        boolean complete = true;
        for (String server : options.list("--servers", "pulseboard")) {
            complete &= measure(server);
        }
        return complete;
    }

    private boolean measure(String name) throws IOException, InterruptedException {
        int size = options.number("--size", 250);
        try (Server server = setting.start(name, size);
                Fleet fleet = new Fleet(setting.threads(), setting.ramp(), setting.compress() ? Fleet.SAMPLE : 0)) {
            server.feed();
            fleet.open(server.endpoint(Transport.SSE), setting.connections() / 2);
            fleet.open(server.endpoint(Transport.WS), setting.connections() - setting.connections() / 2);
            int open = fleet.awaitOpen();
            setting.warmUp(server);
            Measurement measurement = fleet.measure(setting.duration(), server.usage());
            System.out.printf("%s: %d of %d connections open%n", name, open, setting.connections());
            System.out.println("  " + measurement.cost());
            System.out.println("  " + measurement.coverage());
            Verdict.atMost(
                    name + ", cores of the server", measurement.serverCores(), "cores", Double.POSITIVE_INFINITY, 1);
            return Verdict.complete(name + ", both transports", measurement) && open == setting.connections();
        }
    }
}
