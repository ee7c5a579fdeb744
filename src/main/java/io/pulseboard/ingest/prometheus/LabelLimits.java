package io.pulseboard.ingest.prometheus;

import io.pulseboard.metric.Labels;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How many labels a series may have and how long they may be, as it is reported; more refuses the whole body (Prometheus's {@code
 * label_limit}, {@code label_name_length_limit} and {@code label_value_length_limit}). Zero is no limit. Immutable.
 *
 * @param labels how many, counting the metric's name as one
 * @param nameBytes bytes of a label's name
 * @param valueBytes bytes of a label's value, and of the metric's name
 */
public record LabelLimits(int labels, int nameBytes, int valueBytes) {
    /** No limits. */
    public static final LabelLimits NONE = new LabelLimits(0, 0, 0);

    public LabelLimits {
        if (labels < 0 || nameBytes < 0 || valueBytes < 0) {
            throw new IllegalArgumentException("limits must not be negative: " + labels + " labels, " + nameBytes
                    + " bytes a name, " + valueBytes + " bytes a value");
        }
    }

    /** What is too much, null if nothing is. */
    @Nullable String exceeded(String metric, Labels all) {
        if (labels > 0 && all.size() + 1 > labels) {
            return "'" + metric + "' has more than " + labels + " labels: " + (all.size() + 1);
        }
        if (tooLong(metric, valueBytes)) {
            return "the metric name is longer than " + valueBytes + " bytes";
        }
        for (int i = 0; i < all.size(); i++) {
            if (tooLong(all.name(i), nameBytes)) {
                return "the name of a label of '" + metric + "' is longer than " + nameBytes + " bytes";
            }
            if (tooLong(all.value(i), valueBytes)) {
                return "the value of label '" + all.name(i) + "' of '" + metric + "' is longer than " + valueBytes
                        + " bytes";
            }
        }
        return null;
    }

    private static boolean tooLong(String text, int bytes) {
        return bytes > 0 && text.getBytes(StandardCharsets.UTF_8).length > bytes;
    }
}
