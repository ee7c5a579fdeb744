package bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** One of the situations that a benchmark has to show; prints its figures beside the goals. */
interface Scenario {
    /** Makes a scenario of the rest of the command line. */
    interface Factory {
        Scenario create(String[] arguments) throws IOException, InterruptedException;
    }

    /** The scenarios by name. */
    Map<String, Factory> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("alloc", AllocScenario::new),
            Map.entry("compress", CompressScenario::new),
            Map.entry("cut", CutScenario::new),
            Map.entry("datagrams", DatagramsScenario::new),
            Map.entry("doors", DoorsScenario::new),
            Map.entry("flood", FloodScenario::new),
            Map.entry("idle", IdleScenario::new),
            Map.entry("ingest", IngestScenario::new),
            Map.entry("mixed", MixedScenario::new),
            Map.entry("queries", QueriesScenario::new),
            Map.entry("stalled", StalledScenario::new)));

    /** Plays it; false if something was lost or doubled. */
    boolean run() throws IOException, InterruptedException;

    /** Plays the scenario that the first argument names. Ends with status 1 if something was lost or doubled. */
    static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 0 || !ALL.containsKey(arguments[0])) {
            System.err.println("usage: bench/run scenario " + String.join("|", ALL.keySet()) + " [--help | options]");
            System.exit(2);
        }
        Scenario scenario = ALL.get(arguments[0]).create(Arrays.copyOfRange(arguments, 1, arguments.length));
        System.out.println("scenario: " + String.join(" ", arguments));
        System.out.println(Machine.describe() + "\n");
        System.exit(scenario.run() ? 0 : 1);
    }
}
