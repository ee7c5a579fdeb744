package io.pulseboard.ingest.statsd;

import java.util.Locale;

/** Why a line, or one value of it, is not taken; the text is the value of the {@code reason} label of the counter. */
enum Fault {
    /** There is no colon, or nothing before it. */
    BAD_NAME,
    /** There is no type, or one that is not known. */
    BAD_TYPE,
    /** It is no finite number; or an empty member of a set. */
    BAD_VALUE,
    /** The sample rate is not above 0 and at most 1. */
    BAD_RATE,
    /** A tag has no name, or no value where the dialect wants one. */
    BAD_TAGS,
    /** Name or tags hold a control character or are not UTF-8. */
    BAD_ENCODING,
    /** A counter that goes down is none. */
    NEGATIVE_COUNT,
    /** The series is held with another type. */
    TYPE_CONFLICT,
    /** As many series are held as may be. */
    TOO_MANY_SERIES,
    /** An event of DogStatsD, which is no metric. */
    EVENT,
    /** A service check of DogStatsD, which is no metric. */
    SERVICE_CHECK;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The name as counters and the log write it. */
    String text() {
        return text;
    }

    /** Whether the sender meant something that is not taken here, rather than made a mistake. */
    boolean isExpected() {
        return this == EVENT || this == SERVICE_CHECK;
    }
}
