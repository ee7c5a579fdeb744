package io.pulseboard.hub;

import java.util.List;

/**
 * A note on the time axis that all viewers see: a deployment, an alert, a remark. Immutable.
 *
 * @param id counts from 1 and never twice in one life of the server
 * @param timestampMillis when, milliseconds since the Unix epoch
 * @param text what, plain text
 * @param tags words to find it by
 */
public record Annotation(long id, long timestampMillis, String text, List<String> tags) {
    public Annotation {
        tags = List.copyOf(tags);
    }
}
