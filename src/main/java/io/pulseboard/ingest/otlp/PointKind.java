package io.pulseboard.ingest.otlp;

import static io.pulseboard.ingest.ProtobufReader.LENGTH;

/** The kinds of data that a {@code Metric} can have. */
enum PointKind {
    GAUGE(5),
    SUM(7),
    HISTOGRAM(9),
    EXPONENTIAL_HISTOGRAM(10),
    SUMMARY(11);

    private final int tag;

    PointKind(int field) {
        tag = (field << 3) | LENGTH;
    }

    /** The tag of the field of {@code Metric} that holds it. */
    int tag() {
        return tag;
    }

    /** What reads its points. */
    Points reader(Catalog catalog) {
        return switch (this) {
            case GAUGE, SUM -> new NumberPoints(catalog);
            case HISTOGRAM -> new HistogramPoints(catalog);
            case EXPONENTIAL_HISTOGRAM -> new ExponentialPoints(catalog);
            case SUMMARY -> new SummaryPoints(catalog);
        };
    }

    /** Whether its points are of a temporality. */
    boolean hasTemporality() {
        return this == SUM || this == HISTOGRAM || this == EXPONENTIAL_HISTOGRAM;
    }
}
