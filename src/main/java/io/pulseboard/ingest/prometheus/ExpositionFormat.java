package io.pulseboard.ingest.prometheus;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The formats that the parser reads. */
public enum ExpositionFormat {
    /** Prometheus's text format, version 0.0.4: timestamps are milliseconds, families may be in any order. */
    TEXT_0_0_4("text/plain; version=0.0.4; charset=utf-8"),
    /** OpenMetrics 1.0.0: timestamps are seconds, {@code # EOF} ends the text, and what breaks the rules is refused whole. */
    OPENMETRICS_1_0("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private final String contentType;

    ExpositionFormat(String contentType) {
        this.contentType = contentType;
    }

    /** The media type that names this format, with its parameters. */
    public String contentType() {
        return contentType;
    }

    /**
     * The format of a body with this {@code Content-Type}. Every version of OpenMetrics is read as 1.0; anything else, and nothing at
     * all, is read as 0.0.4, which is how Prometheus falls back too.
     */
    public static ExpositionFormat ofContentType(@Nullable String contentType) {
        if (contentType == null) {
            return TEXT_0_0_4;
        }
        int parameters = contentType.indexOf(';');
        String media = parameters < 0 ? contentType : contentType.substring(0, parameters);
        return media.strip().toLowerCase(Locale.ROOT).equals("application/openmetrics-text")
                ? OPENMETRICS_1_0
                : TEXT_0_0_4;
    }
}
