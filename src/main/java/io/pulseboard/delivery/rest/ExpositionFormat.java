package io.pulseboard.delivery.rest;

import java.util.List;

/**
 * The format that one answer is written in, chosen from what the client accepts as Prometheus's client libraries choose it
 * ({@code expfmt.NegotiateIncludingOpenMetrics}): the first acceptable one that is known, and text 0.0.4 for everybody else, a
 * browser, curl, or a client that accepts nothing of this. Immutable.
 *
 * @param openMetrics whether it is OpenMetrics, else the Prometheus text format
 * @param version the version to announce
 * @param names what becomes of names that are not plain
 * @param namesAnnounced whether the answer says so, since the client spoke of it
 */
record ExpositionFormat(boolean openMetrics, String version, NameEscaping names, boolean namesAnnounced) {
    private static final ExpositionFormat DEFAULT =
            new ExpositionFormat(false, "0.0.4", NameEscaping.UNDERSCORES, false);

    /**
     * The format for a client.
     *
     * @param accept the values of all {@code Accept} header fields, none if there is none
     */
    static ExpositionFormat negotiate(List<String> accept) {
        for (MediaRange range : MediaRange.parse(accept)) {
            String version = range.parameters().getOrDefault("version", "");
            if (range.is("application", "openmetrics-text")) {
                switch (version) {
                    case "", "1.0.0" -> {
                        return of(true, "1.0.0", range);
                    }
                    case "0.0.1" -> {
                        return of(true, "0.0.1", range);
                    }
                    default -> {}
                }
            } else if (range.is("text", "plain")) {
                switch (version) {
                    case "", "0.0.4" -> {
                        return of(false, "0.0.4", range);
                    }
                    case "1.0.0" -> {
                        return of(false, "1.0.0", range);
                    }
                    default -> {}
                }
            } else if (range.is("*", "*") || range.is("text", "*")) {
                return DEFAULT;
            }
        }
        return DEFAULT;
    }

    private static ExpositionFormat of(boolean openMetrics, String version, MediaRange range) {
        String escaping = range.parameters().get("escaping");
        NameEscaping names =
                NameEscaping.ALLOW_UTF_8.text().equals(escaping) ? NameEscaping.ALLOW_UTF_8 : NameEscaping.UNDERSCORES;
        return new ExpositionFormat(openMetrics, version, names, escaping != null);
    }

    /** The value of {@code Content-Type}. */
    String contentType() {
        return (openMetrics ? "application/openmetrics-text" : "text/plain")
                + "; version=" + version + "; charset=utf-8"
                + (namesAnnounced ? "; escaping=" + names.text() : "");
    }
}
