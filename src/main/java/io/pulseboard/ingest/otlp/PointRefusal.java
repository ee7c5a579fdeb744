package io.pulseboard.ingest.otlp;

/** Why a data point is not taken, before it comes to the series table; the text is the value of the {@code reason} label of the counter. */
enum PointRefusal {
    /** It is not what the specification says, or cannot be translated. */
    INVALID("invalid"),
    /** A delta does not follow upon what was added up already. */
    OUT_OF_ORDER("out_of_order"),
    /** Too many series are being added up, and this one is new. */
    DELTA_BUDGET("delta_budget");

    private final String text;

    PointRefusal(String text) {
        this.text = text;
    }

    /** The name as counters write it. */
    String text() {
        return text;
    }

    /** Whether there would have been room at another time, so that sending it again may help. */
    boolean isBudget() {
        return this == DELTA_BUDGET;
    }
}
