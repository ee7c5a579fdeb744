package bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How soon there is something to see: the server's own host, a browser context that has never been there, so no cache and no connection. Times are
 * from the start of the navigation. What a tile or chart shows counts from the frame after the one in which it was drawn.
 */
final class PageFirst implements Page.Scenario {
    private static final int WARMUP = 5;
    private static final long PATIENCE = 30;
    private static final String SCRIPT = """
            (() => {
              const bench = (globalThis.benchFirst = { paint: null, tile: null, live: null });
              const note = list => {
                for (const each of list.getEntries()) if (each.name === 'first-contentful-paint') bench.paint = each.startTime;
              };
              new PerformanceObserver(note).observe({ type: 'paint', buffered: true });
              const all = (selector, root = document) => [...root.querySelectorAll(selector)];
              const numbers = (selector, root) => all(selector, root).some(each => /[0-9]/.test(each.textContent));
              const isLive = chart => numbers('.card-value, .legend-value', chart) && all('.plot[data-points]', chart).some(plot => plot.dataset.points > 0);
              const look = () => {
                if (bench.tile === null && numbers("[data-panel^='tile/'] .tile-number")) bench.tile = performance.now();
                if (bench.live === null && all('figure.card[data-panel]').some(isLive)) bench.live = performance.now();
                if (bench.tile === null || bench.live === null) requestAnimationFrame(look);
              };
              requestAnimationFrame(look);
            })();
            """;

    private record Load(double paint, double tile, double live) {}

    @Override
    public void run(PageSetting setting, Scoreboard board) throws IOException, InterruptedException {
        List<Load> loads = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        try (PulseboardServer server = setting.server(PageSetting.NORMAL, true);
                Chromium chromium = setting.browser()) {
            setting.warmUp(WARMUP);
            for (int i = 0; i < setting.options().number("--runs", 5); i++) {
                Load load = once(chromium, server, errors);
                System.out.printf(
                        Locale.ROOT,
                        "first %d: contentful paint %.0f ms, tile with a number %.0f ms, live chart %.0f ms%n",
                        i + 1,
                        load.paint(),
                        load.tile(),
                        load.live());
                loads.add(load);
            }
        }
        board.atMost("first: contentful paint", median(loads, Load::paint), "ms", 1000, 500);
        board.atMost("first: tile with a number", median(loads, Load::tile), "ms", 1000, 500);
        board.atMost("first: live chart", median(loads, Load::live), "ms", 1500, 800);
        board.none("first: console errors", errors);
    }

    private static Load once(Chromium chromium, Server server, List<String> errors)
            throws IOException, InterruptedException {
        try (Tab tab = PageSetting.open(chromium, SCRIPT)) {
            tab.navigate(PageSetting.page(server));
            tab.await(
                    "a paint, a tile with a number, a chart with data",
                    "Object.values(benchFirst).every(time => time !== null)",
                    PATIENCE);
            Object seen = tab.evaluate("benchFirst");
            errors.addAll(tab.errors());
            return new Load(Json.number(seen, "paint"), Json.number(seen, "tile"), Json.number(seen, "live"));
        }
    }

    private static double median(List<Load> loads, ToDoubleFunction<Load> figure) {
        return Comparison.median(loads.stream().mapToDouble(figure).toArray());
    }
}
