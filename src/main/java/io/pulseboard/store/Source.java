package io.pulseboard.store;

import io.pulseboard.metric.SeriesKey;
import java.util.Objects;

/**
 * Who reports series: how many there may be of one source, and how they end. Immutable.
 *
 * @param name how the samples come, a short name for counters and messages: {@code host}, {@code scrape}, {@code otlp}
 * @param lifetime how its series end
 */
public record Source(String name, Lifetime lifetime) {
    /** How series end. */
    public enum Lifetime {
        /** The source says so: it marks them stale, or has them removed. */
        UNTIL_SAID,
        /** When nothing has come for so long that the source must have forgotten them. */
        UNTIL_IDLE
    }

    public Source {
        Objects.requireNonNull(name);
        Objects.requireNonNull(lifetime);
    }

    /** A source that says itself when a series ends. */
    public static Source orderly(String name) {
        return new Source(name, Lifetime.UNTIL_SAID);
    }

    /** A source that may fall silent without a word. */
    public static Source silent(String name) {
        return new Source(name, Lifetime.UNTIL_IDLE);
    }

    /** Whose budget a series is of: of this source's job if it names one, {@code scrape/node}. */
    public String share(SeriesKey key) {
        String job = key.labels().get("job");
        return job == null ? name : name + '/' + job;
    }
}
