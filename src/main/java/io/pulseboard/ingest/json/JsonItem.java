package io.pulseboard.ingest.json;

import io.pulseboard.metric.Sample;

/** What one JSON object came to. */
sealed interface JsonItem {
    /** It is a sample. */
    record Accepted(Sample sample) implements JsonItem {}

    /**
     * It is JSON and no sample.
     *
     * @param code a word for programs
     * @param message a sentence that names the field and its value
     */
    record Refused(String code, String message) implements JsonItem {}
}
