package io.pulseboard.ingest.scrape;

import io.pulseboard.ingest.prometheus.ExposedCount;
import io.pulseboard.metric.Labels;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import java.util.List;

/** What a scrape says of itself, in the series that Prometheus has for it ("Automatically generated labels and time series"). */
final class ScrapeReport {
    private final Line up;
    private final Line duration;
    private final Line scraped;
    private final Line kept;
    private final Line added;

    private record Line(SeriesKey key, MetricMetadata metadata) {
        Sample of(double value, long millis) {
            return Sample.of(key, metadata, value, millis);
        }

        Sample stale(long millis) {
            return Sample.stale(key, metadata, millis);
        }
    }

    /** The report of the target with these labels. */
    ScrapeReport(Labels labels) {
        up = line(labels, "up", "", "Whether the last scrape of the target succeeded: 1, or 0.");
        duration = line(labels, "scrape_duration_seconds", "seconds", "How long the last scrape of the target took.");
        scraped = line(labels, "scrape_samples_scraped", "", "How many samples the last scrape of the target gave.");
        kept = line(
                labels,
                "scrape_samples_post_metric_relabeling",
                "",
                "How many samples were left after relabelling, which here are all.");
        added = line(
                labels,
                "scrape_series_added",
                "",
                "About how many series the last scrape of the target gave that the one before it did not give.");
    }

    private static Line line(Labels labels, String name, String unit, String help) {
        return new Line(new SeriesKey(name, labels), new MetricMetadata(MetricType.GAUGE, unit, help));
    }

    /** Adds what is to be said of a scrape. */
    void add(boolean success, double seconds, ExposedCount count, long millis, List<Sample> samples) {
        samples.add(up.of(success ? 1 : 0, millis));
        samples.add(duration.of(seconds, millis));
        samples.add(scraped.of(count.samples(), millis));
        samples.add(kept.of(count.samples(), millis));
        samples.add(added.of(count.added(), millis));
    }

    /** Adds that there is nothing more to be said. */
    void stale(long millis, List<Sample> samples) {
        for (Line line : List.of(up, duration, scraped, kept, added)) {
            samples.add(line.stale(millis));
        }
    }
}
