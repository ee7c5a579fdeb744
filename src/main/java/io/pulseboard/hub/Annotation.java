package io.pulseboard.hub;

import java.util.List;

/**
 * A note on the time axis that all viewers see: a deployment, an alert, a remark. Immutable.
 *
 * @param timestampMillis when, milliseconds since the Unix epoch
 * @param text what, plain text
 * @param tags words to find it by
 */
public record Annotation(long timestampMillis, String text, List<String> tags) {
    public Annotation {
        tags = List.copyOf(tags);
    }
}
