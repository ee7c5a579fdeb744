package bench;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a page costs that is merely open: the time for which its main thread is busy, with all charts in sight and an update per second. */
final class PageIdle implements Page.Scenario {
    private static final int WARMUP = 10;
    private static final int CHARTS = 20;

    @Override
    public void run(PageSetting setting, Scoreboard board) throws IOException, InterruptedException {
        int charts = setting.options().number("--charts", CHARTS);
        PageSetting.Watch watch = new PageSetting.Watch() {
            @Override
            public void begin(Tab tab) throws IOException, InterruptedException {
                tab.call("Performance.enable");
            }

            @Override
            public void measure(Tab tab) throws IOException, InterruptedException {
                Map<String, Double> before = metrics(tab);
                TimeUnit.SECONDS.sleep(setting.duration());
                tell(before, metrics(tab), board);
            }
        };
        setting.withCharts("idle", charts, PageSetting.NORMAL, "", WARMUP, watch, board);
    }

    private static void tell(Map<String, Double> before, Map<String, Double> after, Scoreboard board) {
        System.out.printf(
                Locale.ROOT,
                "idle: of %.1f s busy %.2f %%: scripts %.2f %%, styles %.2f %%, layout %.2f %%%n",
                after.get("Timestamp") - before.get("Timestamp"),
                share(before, after, "TaskDuration"),
                share(before, after, "ScriptDuration"),
                share(before, after, "RecalcStyleDuration"),
                share(before, after, "LayoutDuration"));
        board.atMost("idle: main thread busy", share(before, after, "TaskDuration"), "%", 10, 4);
    }

    private static double share(Map<String, Double> before, Map<String, Double> after, String name) {
        return 100 * (after.get(name) - before.get(name)) / (after.get("Timestamp") - before.get("Timestamp"));
    }

    private static Map<String, Double> metrics(Tab tab) throws IOException, InterruptedException {
        Map<String, Double> metrics = new HashMap<>();
        for (Object each : Json.list(tab.call("Performance.getMetrics"), "metrics")) {
            metrics.put(Json.text(each, "name"), Json.number(each, "value"));
        }
        return metrics;
    }
}
