package io.pulseboard.ingest.otlp;

import static java.util.Map.entry;

import java.util.Map;

/**
 * What Prometheus calls the units that OpenTelemetry writes in UCUM's symbols ("Prometheus and OpenMetrics Compatibility", "Metric
 * Metadata"; the words are those of Prometheus's {@code otlptranslator}).
 */
final class Units {
    private static final Map<String, String> WORDS = Map.ofEntries(
            entry("d", "days"),
            entry("h", "hours"),
            entry("min", "minutes"),
            entry("s", "seconds"),
            entry("ms", "milliseconds"),
            entry("us", "microseconds"),
            entry("ns", "nanoseconds"),
            entry("By", "bytes"),
            entry("KiBy", "kibibytes"),
            entry("MiBy", "mebibytes"),
            entry("GiBy", "gibibytes"),
            entry("TiBy", "tebibytes"),
            entry("kBy", "kilobytes"),
            entry("KBy", "kilobytes"),
            entry("MBy", "megabytes"),
            entry("GBy", "gigabytes"),
            entry("TBy", "terabytes"),
            entry("m", "meters"),
            entry("V", "volts"),
            entry("A", "amperes"),
            entry("J", "joules"),
            entry("W", "watts"),
            entry("g", "grams"),
            entry("Cel", "celsius"),
            entry("Hz", "hertz"),
            entry("1", ""),
            entry("%", "percent"));

    private static final Map<String, String> PER =
            Map.of("s", "second", "m", "minute", "h", "hour", "d", "day", "w", "week", "mo", "month", "y", "year");

    private Units() {}

    /** What is measured, before the slash: {@code bytes} of {@code By/s}; empty if there is nothing to say. */
    static String main(String unit) {
        int slash = unit.indexOf('/');
        String symbol = (slash < 0 ? unit : unit.substring(0, slash)).strip();
        return isAnnotation(symbol) ? "" : WORDS.getOrDefault(symbol, symbol);
    }

    /** By what it is divided, behind the slash: {@code per_second} of {@code By/s}; empty if by nothing. */
    static String per(String unit) {
        int slash = unit.indexOf('/');
        String symbol = slash < 0 ? "" : unit.substring(slash + 1).strip();
        return symbol.isEmpty() || isAnnotation(symbol) ? "" : "per_" + PER.getOrDefault(symbol, symbol);
    }

    /** UCUM's <code>{request}</code> counts things, and counts have no unit. */
    private static boolean isAnnotation(String symbol) {
        return symbol.indexOf('{') >= 0 || symbol.indexOf('}') >= 0;
    }
}
