package io.pulseboard.ingest.otlp;

import static io.pulseboard.ingest.ProtobufReader.LENGTH;

/** The kinds of data that a {@code Metric} can have. */
enum PointKind {
    GAUGE("gauge", 5),
    SUM("sum", 7),
    HISTOGRAM("histogram", 9),
    EXPONENTIAL_HISTOGRAM("exponential histogram", 10),
    SUMMARY("summary", 11);

    private final String text;
    private final int tag;

    PointKind(String text, int field) {
        this.text = text;
        this.tag = (field << 3) | LENGTH;
    }

    /** The name as messages write it. */
    String text() {
        return text;
    }

    /** The tag of the field of {@code Metric} that holds it. */
    int tag() {
        return tag;
    }

    /** Whether its points are of a temporality. */
    boolean hasTemporality() {
        return this == SUM || this == HISTOGRAM || this == EXPONENTIAL_HISTOGRAM;
    }
}
