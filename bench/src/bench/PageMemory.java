package bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Whether the page grows: live objects of the scripts, looked at after collecting garbage, while all charts get ten values a second. The contents of
 * typed arrays, in which the page holds its samples, lie outside of the scripts' heap and are told beside it.
 */
final class PageMemory implements Page.Scenario {
    private static final int WARMUP = 120;
    private static final int DURATION = 600;
    private static final int CHARTS = 40;
    private static final double MEGABYTE = 1024 * 1024;

    /** Megabytes at a moment: objects, and the contents of typed arrays. */
    private record Heap(double minutes, double objects, double arrays) {}

    @Override
    public void run(PageSetting setting, Scoreboard board) throws IOException, InterruptedException {
        int charts = setting.options().number("--charts", CHARTS);
        PageSetting.Watch watch = new PageSetting.Watch() {
            @Override
            public void begin(Tab tab) throws IOException, InterruptedException {
                tab.call("HeapProfiler.enable");
            }

            @Override
            public void measure(Tab tab) throws IOException, InterruptedException {
                tell(watch(tab, setting.options()), board);
            }
        };
        setting.withCharts("memory", charts, PageSetting.FAST, "", WARMUP, watch, board);
    }

    private static List<Heap> watch(Tab tab, Options options) throws IOException, InterruptedException {
        int every = options.number("--every", 20);
        int rounds = Math.max(1, options.number("--duration", DURATION) / every);
        List<Heap> heaps = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i <= rounds; i++) {
            long due = start + TimeUnit.SECONDS.toNanos((long) i * every);
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            Heap heap = look(tab, start);
            System.out.printf(
                    Locale.ROOT,
                    "memory: after %.1f min objects %.3f MB, arrays %.3f MB%n",
                    heap.minutes(),
                    heap.objects(),
                    heap.arrays());
            heaps.add(heap);
        }
        return heaps;
    }

    // Twice, since what the first collection finalizes the second one frees.
    private static Heap look(Tab tab, long start) throws IOException, InterruptedException {
        tab.call("HeapProfiler.collectGarbage");
        tab.call("HeapProfiler.collectGarbage");
        Object usage = tab.call("Runtime.getHeapUsage");
        double minutes = (System.nanoTime() - start) / 60e9;
        return new Heap(
                minutes,
                Json.number(usage, "usedSize") / MEGABYTE,
                Json.number(usage, "backingStorageSize") / MEGABYTE);
    }

    private static void tell(List<Heap> heaps, Scoreboard board) {
        Heap first = heaps.get(0);
        Heap last = heaps.get(heaps.size() - 1);
        Trend trend = Trend.of(column(heaps, Heap::minutes), column(heaps, heap -> heap.objects() * 1024));
        System.out.printf(
                Locale.ROOT,
                "memory: slope %.2f KB per minute, 95 %% interval %.2f to %.2f; arrays grew by %.3f MB%n",
                trend.slope(),
                trend.low(),
                trend.high(),
                last.arrays() - first.arrays());
        String span = String.format(Locale.ROOT, "%.0f min", last.minutes() - first.minutes());
        board.atMost("memory: growth of the heap in " + span, last.objects() - first.objects(), "MB", 5);
        board.atMost(
                "memory: slope, lower end of its 95 % interval", trend.low(), "KB/min", Double.POSITIVE_INFINITY, 0);
    }

    private static double[] column(List<Heap> heaps, ToDoubleFunction<Heap> figure) {
        return heaps.stream().mapToDouble(figure).toArray();
    }
}
