package bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What the measurements of the page have in common.
 *
 * @param executable of the browser
 */
record PageSetting(Options options, Path executable) {
    /** Milliseconds between updates where the page is under load. */
    static final long FAST = 100;

    /** Milliseconds between updates as Pulseboard does them by default. */
    static final long NORMAL = 1000;

    private static final int WIDTH = 1600;
    private static final int HEIGHT = 900;
    private static final long PATIENCE = 60;

    /** A browser that has seen nothing yet. */
    Chromium browser() throws IOException, InterruptedException {
        return Chromium.start(executable);
    }

    /**
     * A server that has seen nothing yet.
     *
     * @param tick in milliseconds
     * @param sources whether it samples its host and its process
     */
    PulseboardServer server(long tick, boolean sources) throws IOException, InterruptedException {
        return PulseboardServer.start(options.number("--port", 18080), 0, tick, sources);
    }

    /** The address of the page. */
    static String page(Server server) {
        return "http://127.0.0.1:" + server.address().getPort() + "/";
    }

    /** Seconds that are measured. */
    int duration() {
        return options.number("--duration", 30);
    }

    /** Lets so much time pass before something is measured, unless the options say otherwise. */
    void warmUp(int seconds) throws InterruptedException {
        TimeUnit.SECONDS.sleep(options.number("--warmup", seconds));
    }

    /** A tab of the usual size, with a script that runs before those of the page. */
    static Tab open(Chromium chromium, String script) throws IOException, InterruptedException {
        Tab tab = chromium.open();
        tab.resize(WIDTH, HEIGHT);
        tab.install(script);
        return tab;
    }

    /** Goes to the page and waits for the stream. */
    static void visit(Tab tab, Server server) throws IOException, InterruptedException {
        tab.navigate(page(server));
        tab.await("the stream is live", "document.querySelector('#connection[data-state=live]')", PATIENCE);
    }

    /** Goes to the page and makes the tab so tall that all charts are in sight; waits until each is drawn. */
    static void visitCharts(Tab tab, Server server, int charts) throws IOException, InterruptedException {
        visit(tab, server);
        tab.await(
                charts + " charts in the page",
                "document.querySelectorAll('#sections figure.card[data-panel] .plot').length === " + charts,
                PATIENCE);
        tab.resize(WIDTH, (int) tab.number("document.documentElement.scrollHeight"));
        tab.await(charts + " charts drawn", drawn() + " === " + charts, PATIENCE);
    }

    /**
     * Measures a page with so many charts, all in sight, each of which gets a value with every tick.
     *
     * @param tick in milliseconds
     * @param script runs before those of the page
     * @param warmUp seconds before it is measured, unless the options say otherwise
     */
    void withCharts(String name, int charts, long tick, String script, int warmUp, Watch watch, Scoreboard board)
            throws IOException, InterruptedException {
        Families families = Families.charts(charts, options.number("--lines", 3));
        try (PulseboardServer server = server(tick, false);
                Chromium chromium = browser()) {
            server.feed("/metrics", families::samples);
            try (Tab tab = open(chromium, script)) {
                visitCharts(tab, server, charts);
                watch.begin(tab);
                warmUp(warmUp);
                watch.measure(tab);
                board.none(name + ": console errors", tab.errors());
            }
        }
    }

    /** What is looked at while a page is open. */
    interface Watch {
        /** Switches on what the measurement needs, before the time to warm up. */
        default void begin(Tab tab) throws IOException, InterruptedException {}

        void measure(Tab tab) throws IOException, InterruptedException;
    }

    /** An expression for how many charts have been drawn. */
    static String drawn() {
        return "[...document.querySelectorAll('.plot[data-points]')].filter(plot => plot.dataset.points > 1).length";
    }
}
