package io.pulseboard.ingest.influx;

import io.pulseboard.http.Excerpt;
import io.pulseboard.metric.Labels;
import io.pulseboard.metric.SeriesKey;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads measurement, tags and field keys into the identity of a series ("Special characters", "Naming restrictions"). A backslash is an
 * escape only before a comma, a space and, but for the measurement, an equals sign; before anything else it stands for itself. Confined to
 * one parser.
 */
final class IdentityReader {
    /** The label that would be taken for the name of a metric. */
    private static final String NAME_LABEL = "__name__";
    /** The field that is named after its measurement alone, as Telegraf's Prometheus output does it. */
    private static final String PLAIN_FIELD = "value";

    private static final int LEAST_SCRATCH = 256;
    private static final int MOST_KEPT_SCRATCH = 4 << 10;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private byte[] scratch = new byte[LEAST_SCRATCH];
    private int at;

    /** What the fields of one line have in common. */
    record Head(String measurement, Labels labels) {
        /** The series of one field. */
        SeriesKey series(String field) {
            return new SeriesKey(field.equals(PLAIN_FIELD) ? measurement : measurement + '_' + field, labels);
        }
    }

    /**
     * Reads measurement and tags.
     *
     * @param from their first byte
     * @param to the space behind them
     * @param origin label for where the line was sent, given if no tag has that name
     */
    Head head(byte[] line, int from, int to, Origin origin) throws LineSyntaxException {
        String measurement = token(line, from, to, false, "measurement");
        Set<String> names = new HashSet<>();
        Labels.Builder labels = new Labels.Builder();
        while (at < to) {
            // token() stands on the comma.
            int place = at + 1;
            String name = token(line, place, to, true, "tag key");
            if (at == to || line[at] != '=') {
                throw new LineSyntaxException(at, "'=' is missing after tag key '" + Excerpt.of(name) + "'");
            }
            if (name.equals(NAME_LABEL)) {
                throw new LineSyntaxException(place, "'" + NAME_LABEL + "' cannot be a tag key");
            }
            if (!names.add(name)) {
                throw new LineSyntaxException(place, "tag '" + Excerpt.of(name) + "' is given twice");
            }
            String value = token(line, at + 1, to, true, "value of tag '" + Excerpt.of(name) + "'");
            if (at < to && line[at] == '=') {
                throw new LineSyntaxException(
                        at, "'=' in the value of tag '" + Excerpt.of(name) + "' has no backslash before it");
            }
            labels.add(name, value);
        }
        if (!origin.value().isEmpty() && !names.contains(origin.name())) {
            labels.add(origin.name(), origin.value());
        }
        return new Head(measurement, labels.build());
    }

    /** Gives away what a long name has made large. */
    void release() {
        if (scratch.length > MOST_KEPT_SCRATCH) {
            scratch = new byte[LEAST_SCRATCH];
        }
    }

    /** Reads a field key, all of these bytes. */
    String field(byte[] line, int from, int to) throws LineSyntaxException {
        return token(line, from, to, true, "field key");
    }

    /** Reads up to an unescaped comma, an unescaped equals sign if that may be escaped here, or the end; leaves {@code at} there. */
    private String token(byte[] line, int from, int to, boolean equals, String what) throws LineSyntaxException {
        if (scratch.length < to - from) {
            scratch = new byte[Math.max(to - from, 2 * scratch.length)];
        }
        int length = 0;
        int i = from;
        for (; i < to; i++) {
            byte b = line[i];
            if (b == '\\' && i + 1 < to && isEscapable(line[i + 1], equals)) {
                b = line[++i];
            } else if (b == ',' || (equals && b == '=')) {
                break;
            } else if ((b >= 0 && b < ' ') || b == 0x7f) {
                throw new LineSyntaxException(i, "control character " + b + " in the " + what);
            }
            scratch[length++] = b;
        }
        at = i;
        if (length == 0) {
            throw new LineSyntaxException(from, "the " + what + " is empty");
        }
        return decode(length, from, what);
    }

    private static boolean isEscapable(byte b, boolean equals) {
        return b == ' ' || b == ',' || (equals && b == '=');
    }

    private String decode(int length, int place, String what) throws LineSyntaxException {
        for (int i = 0; i < length; i++) {
            if (scratch[i] < 0) {
                return decodeUtf8(length, place, what);
            }
        }
        return new String(scratch, 0, length, StandardCharsets.ISO_8859_1);
    }

    private String decodeUtf8(int length, int place, String what) throws LineSyntaxException {
        CharBuffer chars = CharBuffer.allocate(length);
        CoderResult result = decoder.reset().decode(ByteBuffer.wrap(scratch, 0, length), chars, true);
        if (result.isError()) {
            throw new LineSyntaxException(place, "the " + what + " is not UTF-8");
        }
        return chars.flip().toString();
    }
}
