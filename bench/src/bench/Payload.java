package bench;

import java.nio.charset.StandardCharsets;

/**
 * Series that all change at every tick, so many that an update message of them has a wanted size. The message is what Pulseboard
 * makes of them; nchan and the floor are given the very same text.
 */
final class Payload {
    /** The group that every viewer watches, unless said otherwise. */
    static final String GROUP = "payload";

    private static final int VALUE_LENGTH = 8;

    private final String group;
    private final int size;
    private final int series;
    private final int padding;

    private Payload(String group, int size, int series, int padding) {
        this.group = group;
        this.size = size;
        this.series = series;
        this.padding = padding;
    }

    /**
     * @param group a label of the series
     * @param size of the update message in bytes
     * @param positionLength characters of {@code <epoch>-<seq>}
     */
    static Payload of(String group, int size, int positionLength) {
        int frame = update("-".repeat(positionLength), "-".repeat(positionLength), 1_000_000_000_000L, "")
                .length();
        int each = key(group, 0, 0).length() + 1 + VALUE_LENGTH + 1;
        int series = Math.max(1, (size - frame + 1) / each);
        return new Payload(group, size, series, Math.max(0, size - frame + 1 - series * each));
    }

    /** The wanted size. */
    int size() {
        return size;
    }

    /** The update message, as bytes. */
    byte[] update(String epoch, long sequence, long timestamp) {
        StringBuilder values = new StringBuilder(size);
        for (int i = 0; i < series; i++) {
            values.append(i == 0 ? "" : ",")
                    .append(key(group, i, padding(i)))
                    .append(':')
                    .append(value(sequence, i));
        }
        String id = epoch + "-" + sequence;
        return update(id, epoch + "-" + (sequence - 1), timestamp, values.toString())
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Selects the series of a group. */
    static String query(String group) {
        return "bench_value{group=\"" + group + "\"}";
    }

    /** The samples of a tick, to be pushed as JSON: one object per line. */
    String samples(long round) {
        StringBuilder lines = new StringBuilder(size * 2);
        for (int i = 0; i < series; i++) {
            lines.append("{\"name\":\"bench_value\",\"labels\":{\"group\":\"")
                    .append(group)
                    .append("\",\"series\":\"")
                    .append(label(i, padding(i)))
                    .append("\"},\"value\":")
                    .append(value(round, i))
                    .append("}\n");
        }
        return lines.toString();
    }

    // What a whole number of series leaves over goes into the label of the first.
    private int padding(int index) {
        return index == 0 ? padding : 0;
    }

    private static String update(String id, String after, long timestamp, String values) {
        return "{\"type\":\"update\",\"id\":\"" + id + "\",\"after\":\"" + after + "\",\"ts\":" + timestamp
                + ",\"values\":{" + values + "}}";
    }

    private static String key(String group, int index, int padding) {
        return "\"bench_value{group=\\\"" + group + "\\\",series=\\\"" + label(index, padding) + "\\\"}\"";
    }

    private static String label(int index, int padding) {
        return String.format("%03d", index) + "x".repeat(padding);
    }

    // Eight characters that differ from those of the tick before, as short as the number can be written.
    private static String value(long round, int index) {
        long number = round * 7919 + index * 31L;
        return (10_000 + number % 90_000) + "." + (1 + number % 9) + (1 + (number + index) % 9);
    }
}
