package bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Whether the page stays smooth: all charts in sight, each of which gets a value in every one of ten ticks a second. */
final class PageLoad implements Page.Scenario {
    private static final int WARMUP = 10;
    private static final int CHARTS = 40;

    @Override
    public void run(PageSetting setting, Scoreboard board) throws IOException, InterruptedException {
        int charts = setting.options().number("--charts", CHARTS);
        PageSetting.Watch watch = tab -> {
            tell(measure(tab, setting.duration()), board);
            board.none("load: charts that stood still", still(tab, charts));
        };
        setting.withCharts("load", charts, PageSetting.FAST, Frames.SCRIPT, WARMUP, watch, board);
    }

    private static Frames measure(Tab tab, int seconds) throws IOException, InterruptedException {
        tab.evaluate("globalThis.benchPoints = " + points() + "; 0");
        Frames.begin(tab);
        TimeUnit.SECONDS.sleep(seconds);
        return Frames.end(tab);
    }

    private static void tell(Frames frames, Scoreboard board) {
        System.out.println("load: " + frames);
        board.atMost("load: longest gap between frames", frames.longest(), "ms", 100, 50);
        board.atMost("load: long tasks (over 50 ms)", frames.tasks(), "tasks", Double.POSITIVE_INFINITY, 0);
    }

    // A chart that is drawn writes its newest values.
    private static List<String> still(Tab tab, int charts) throws IOException, InterruptedException {
        double moved = tab.number(points() + ".filter((each, i) => each !== benchPoints[i]).length");
        return moved == charts ? List.of() : List.of((charts - (int) moved) + " of " + charts);
    }

    private static String points() {
        return "[...document.querySelectorAll('#sections figure.card[data-panel] .legend')].map(each => each.textContent)";
    }
}
