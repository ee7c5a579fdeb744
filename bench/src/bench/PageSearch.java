package bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How soon the page has found something among many series, all of which change once a second. Words are typed letter by letter and cleared; the time
 * of a letter is from setting the field's value to the second animation frame after it, when the first one has been painted.
 */
final class PageSearch implements Page.Scenario {
    private static final int WARMUP = 10;
    private static final long PATIENCE = 60;
    private static final int PAUSES = 50;
    // Pauses of different lengths, so that letters come at any moment between two frames.
    private static final String SCRIPT = Frames.SCRIPT + """
            globalThis.benchType = async texts => {
              const search = document.querySelector('#search');
              const times = [];
              // As whoever types does first.
              search.focus();
              for (const text of texts) {
                await new Promise(done => setTimeout(done, 80 + Math.random() * 60));
                const start = performance.now();
                if (text !== null) {
                  search.value = text;
                  search.dispatchEvent(new Event('input', { bubbles: true }));
                }
                await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
                times.push(performance.now() - start);
              }
              return times;
            };
            """;

    private record Word(String kind, String text) {}

    @Override
    public void run(PageSetting setting, Scoreboard board) throws IOException, InterruptedException {
        Options options = setting.options();
        int names = options.number("--names", 1000);
        Families families = Families.many(names, Math.max(1, options.number("--series", 10_000) / names));
        try (PulseboardServer server = setting.server(PageSetting.NORMAL, false);
                Chromium chromium = setting.browser()) {
            server.feed("/metrics", families::samples);
            try (Tab tab = PageSetting.open(chromium, SCRIPT)) {
                PageSetting.visit(tab, server);
                tab.await(names + " metrics in the page", listed() + " === " + names, PATIENCE);
                setting.warmUp(WARMUP);
                System.out.printf("search: %d series of %d names%n", families.count(), names);
                tell("two frames without a letter", times(tab, new Object[PAUSES]));
                Frames.begin(tab);
                double[] times = typeAll(tab, names, options.number("--rounds", 3));
                Frames frames = Frames.end(tab);
                System.out.println("search: " + frames);
                board.atMost("search: a letter to the second frame, p95", percentile(times, 0.95), "ms", 100, 30);
                board.atMost("search: longest gap between frames while typing", frames.longest(), "ms", 100, 30);
                board.none("search: console errors", tab.errors());
            }
        }
    }

    private static double[] typeAll(Tab tab, int names, int rounds) throws IOException, InterruptedException {
        List<Word> words = List.of(
                new Word("name", "bench_level_%04d".formatted(names / 2 / 2 * 2)),
                new Word("part of all names", "bench"),
                new Word("label value of many", "zone-3"),
                new Word("label value of one", "s00042"),
                new Word("name and label", "requests zone-7"),
                new Word("no match", "nothing has this"));
        double[] all = {};
        for (Word word : words) {
            double[] ofWord = {};
            for (int i = 0; i < rounds; i++) {
                ofWord = join(ofWord, times(tab, letters(word.text())));
            }
            tell(word.kind() + " (" + word.text() + ")", ofWord);
            all = join(all, ofWord);
        }
        return all;
    }

    // What stands in the field after each letter, and at last nothing.
    private static Object[] letters(String word) {
        List<String> texts = new ArrayList<>();
        for (int i = 1; i <= word.length(); i++) {
            texts.add(word.substring(0, i));
        }
        texts.add("");
        return texts.toArray();
    }

    private static double[] times(Tab tab, Object[] texts) throws IOException, InterruptedException {
        Object times = tab.evaluate("benchType(" + Json.write(Arrays.asList(texts)) + ")");
        return times instanceof List<?> list
                ? list.stream().mapToDouble(each -> (Double) each).toArray()
                : new double[0];
    }

    private static void tell(String what, double[] times) {
        System.out.printf(
                Locale.ROOT,
                "search: %s: %d times, p50 %.1f ms, p95 %.1f ms, longest %.1f ms%n",
                what,
                times.length,
                percentile(times, 0.5),
                percentile(times, 0.95),
                percentile(times, 1));
    }

    private static double percentile(double[] times, double share) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    private static double[] join(double[] some, double[] others) {
        double[] joined = Arrays.copyOf(some, some.length + others.length);
        System.arraycopy(others, 0, joined, some.length, others.length);
        return joined;
    }

    // The navigation says how many metrics each section has.
    private static String listed() {
        return "[...document.querySelectorAll('#nav-sections .count')].reduce((sum, each) => sum + Number(each.textContent), 0)";
    }
}
