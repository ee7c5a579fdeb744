package bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * How regularly a page got animation frames, and its long tasks (over 50 ms). A gap is the time between the starts of two callbacks of
 * {@code requestAnimationFrame}, each of which asks for the next: what keeps the main thread busy shows in it, and so does a compositor that
 * is behind.
 */
record Frames(double longest, long over50, long over100, long count, double seconds, double longestTask, long tasks) {
    /** What has to run in the page from its beginning. */
    static final String SCRIPT = """
            (() => {
              const bench = (globalThis.benchFrames = { gaps: [], tasks: [], last: 0 });
              const frame = () => {
                const now = performance.now();
                if (bench.last) bench.gaps.push(now - bench.last);
                bench.last = now;
                requestAnimationFrame(frame);
              };
              requestAnimationFrame(frame);
              const note = list => bench.tasks.push(...list.getEntries().map(task => task.duration));
              new PerformanceObserver(note).observe({ type: 'longtask' });
            })();
            """;

    /** Forgets what has been, so that only what comes counts. */
    static void begin(Tab tab) throws IOException, InterruptedException {
        tab.evaluate("benchFrames.gaps = []; benchFrames.tasks = []; 0");
    }

    /** What has come since. */
    static Frames end(Tab tab) throws IOException, InterruptedException {
        Object seen = tab.evaluate("({ gaps: benchFrames.gaps, tasks: benchFrames.tasks })");
        double[] gaps = numbers(Json.list(seen, "gaps"));
        double[] tasks = numbers(Json.list(seen, "tasks"));
        return new Frames(
                max(gaps), over(gaps, 50), over(gaps, 100), gaps.length, sum(gaps) / 1000, max(tasks), tasks.length);
    }

    private static double[] numbers(List<?> list) {
        return list.stream().mapToDouble(each -> (Double) each).toArray();
    }

    private static double max(double[] values) {
        return DoubleStream.of(values).max().orElse(0);
    }

    private static double sum(double[] values) {
        return DoubleStream.of(values).sum();
    }

    private static long over(double[] values, double limit) {
        return DoubleStream.of(values).filter(value -> value > limit).count();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d frames in %.1f s (%.1f per second), longest gap %.1f ms, %d over 50 ms, %d over 100 ms; %d long tasks, longest %.0f ms",
                count,
                seconds,
                count / seconds,
                longest,
                over50,
                over100,
                tasks,
                longestTask);
    }
}
