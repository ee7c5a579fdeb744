package bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures the dashboard page in a real browser against a packaged Pulseboard, and prints the figures beside the goals. Ends with status 1 if the page
 * reported errors or asked another server for something, with 2 if there is no browser.
 */
public final class Page {
    private static final String USAGE = """
            usage: bench/page [first|idle|load|memory|search|weight|all] [options]
              --runs N           first: cold loads, of which the medians are taken   (5)
              --warmup SECONDS   between the page's being live and measuring         (10; first: 5, memory: 120)
              --duration SECONDS that are measured                                   (30; memory: 600)
              --every SECONDS    memory: between two looks at the heap               (20)
              --charts N         in the page, all of them in sight                   (40; idle: 20)
              --lines N          in each chart                                       (3)
              --names N          search: of metrics                                  (1000)
              --series N         search: in all                                      (10000)
              --rounds N         search: how often all words are typed               (3)
              --port PORT        of the server, on the loopback address              (18080)
            """;

    /** One thing that is measured. */
    interface Scenario {
        void run(PageSetting setting, Scoreboard board) throws IOException, InterruptedException;
    }

    private static final Map<String, Scenario> SCENARIOS = new LinkedHashMap<>();

    static {
        SCENARIOS.put("first", new PageFirst());
        SCENARIOS.put("weight", new PageWeight());
        SCENARIOS.put("load", new PageLoad());
        SCENARIOS.put("idle", new PageIdle());
        SCENARIOS.put("search", new PageSearch());
        SCENARIOS.put("memory", new PageMemory());
    }

    private Page() {}

    /** Measures what the first argument names; without one, everything. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        boolean named = arguments.length > 0 && !arguments[0].startsWith("--");
        String name = named ? arguments[0] : "all";
        Options options = new Options(Arrays.copyOfRange(arguments, named ? 1 : 0, arguments.length), USAGE);
        if (!name.equals("all") && !SCENARIOS.containsKey(name)) {
            System.err.println(USAGE);
            System.exit(2);
        }
        Optional<Path> browser = Chromium.find();
        if (browser.isEmpty()) {
            System.err.println("page: no browser on the path; looked for " + Chromium.names());
            System.exit(2);
        }
        System.out.println("page: " + String.join(" ", arguments));
        System.out.println(Machine.describe());
        System.exit(measure(name, new PageSetting(options, browser.get())) ? 0 : 1);
    }

    private static boolean measure(String name, PageSetting setting) throws IOException, InterruptedException {
        Scoreboard board = new Scoreboard();
        try (Chromium chromium = setting.browser()) {
            System.out.println("browser: " + chromium.version() + "\n");
        }
        for (String each : name.equals("all") ? List.copyOf(SCENARIOS.keySet()) : List.of(name)) {
            SCENARIOS.get(each).run(setting, board);
        }
        System.out.print("\n" + board.table());
        return board.clean();
    }
}
