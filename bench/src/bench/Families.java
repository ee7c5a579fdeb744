package bench;

import java.util.Locale;

/**
 * Made-up metrics for a page to show: so many names with so many series each, in jobs of up to ten names, half of them gauges that go up and down
 * and half counters. Every series changes in every round.
 */
final class Families {
    /** Names in a job: fewer than the page shows of a job before it offers more. */
    private static final int PER_JOB = 10;

    private final int perJob;
    private final String[] heads;
    private final int series;

    private Families(int names, int series, int perJob) {
        this.perJob = perJob;
        this.series = series;
        this.heads = new String[names * series];
        for (int i = 0; i < heads.length; i++) {
            heads[i] = head(i / series, i);
        }
    }

    /** So few that each name has a chart on the page. */
    static Families charts(int names, int series) {
        return new Families(names, series, PER_JOB);
    }

    /** So many that a page shows only some of the charts, in ten jobs. */
    static Families many(int names, int series) {
        return new Families(names, series, Math.max(1, (names + 9) / 10));
    }

    /** How many series there are. */
    int count() {
        return heads.length;
    }

    /** The samples of a round, to be pushed as JSON: one object per line. */
    String samples(long round) {
        StringBuilder lines = new StringBuilder(heads.length * 128);
        for (int i = 0; i < heads.length; i++) {
            lines.append(heads[i]);
            if (isCounter(i / series)) {
                lines.append(round * (10 + i % 7) + (round * 31 + i) % 10);
            } else {
                lines.append(Math.rint(5000 + 4000 * Math.sin(round / 20.0 + i)) / 100);
            }
            lines.append("}\n");
        }
        return lines.toString();
    }

    private String head(int name, int number) {
        boolean counter = isCounter(name);
        return String.format(
                Locale.ROOT,
                "{\"name\":\"bench_%s_%04d%s\",\"type\":\"%s\",\"labels\":{\"job\":\"bench-%d\",\"zone\":\"zone-%d\",\"id\":\"s%05d\"},\"value\":",
                counter ? "requests" : "level",
                name,
                counter ? "_total" : "",
                counter ? "counter" : "gauge",
                name / perJob,
                number % series,
                number);
    }

    private static boolean isCounter(int name) {
        return name % 2 == 1;
    }
}
