package io.pulseboard.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one page shows, as its file says it and as it goes over the wire; {@code docs/dashboards.md} has the format. What is not
 * said is null and not on the wire. Immutable.
 *
 * @param title 1 to 100 characters
 * @param range how much of the past charts show: a word of {@link #RANGES}
 * @param rotate how long the board is shown where several take turns, in whole seconds, {@code 5s} to {@code 3600s}
 * @param charts 1 to 100
 */
@JsonPropertyOrder({"title", "range", "rotate", "charts"})
@JsonInclude(JsonInclude.Include.NON_NULL)
@RegisterForReflection
record Board(String title, @Nullable String range, @Nullable String rotate, List<Chart> charts) {
    static final List<String> MEMBERS = List.of("title", "range", "rotate", "charts");
    static final List<String> RANGES = List.of("1m", "5m", "15m", "60m");

    /**
     * One chart of a board. Immutable.
     *
     * @param title null to be named by its query
     * @param query selectors as they were written, 1 to 16, each known to parse
     * @param groupBy label names
     * @param top how many of the largest series are shown, 1 to 50
     */
    @JsonPropertyOrder({
        "title",
        "query",
        "groupBy",
        "aggregate",
        "top",
        "as",
        "unit",
        "size",
        "kind",
        "stacked",
        "legend",
        "thresholds"
    })
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @RegisterForReflection
    record Chart(
            @Nullable String title,
            List<String> query,
            @Nullable List<String> groupBy,
            @Nullable String aggregate,
            @Nullable Integer top,
            @Nullable String as,
            @Nullable String unit,
            @Nullable String size,
            @Nullable String kind,
            @Nullable Boolean stacked,
            @Nullable Boolean legend,
            @Nullable Thresholds thresholds) {
        static final List<String> MEMBERS = List.of(
                "title",
                "query",
                "group-by",
                "aggregate",
                "top",
                "as",
                "unit",
                "size",
                "kind",
                "stacked",
                "legend",
                "thresholds");
        static final List<String> AGGREGATES = List.of("sum", "avg", "max", "min");
        static final List<String> READINGS = List.of("value", "rate", "quantiles", "heatmap");
        static final List<String> SIZES = List.of("s", "m", "l");
        static final List<String> KINDS = List.of("chart", "tile", "table");
    }

    /**
     * From where on a value is worth a look. At least one of the two is there, both are finite, and the critical one lies beyond
     * the other. Immutable.
     *
     * @param when {@code above} or {@code below}
     */
    @JsonPropertyOrder({"warning", "critical", "when"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @RegisterForReflection
    record Thresholds(@Nullable Double warning, @Nullable Double critical, String when) {
        static final List<String> MEMBERS = List.of("warning", "critical", "when");
        static final String ABOVE = "above";
        static final String BELOW = "below";
    }
}
