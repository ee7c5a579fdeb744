package io.pulseboard.ingest.influx;

import io.pulseboard.http.Excerpt;
import io.pulseboard.ingest.ByteKeyCache;
import io.pulseboard.ingest.influx.IdentityReader.Head;
import io.pulseboard.ingest.influx.Points.BadLine;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads line protocol. Each field that is a number or a boolean is a sample of the series {@code <measurement>_<field>}, or
 * {@code <measurement>} for the field {@code value}, with the tags as labels; strings are counted. A line is taken whole or not at all,
 * and a bad one keeps no other out: reading goes on behind the next line feed.
 *
 * <p>A series that has been met is found by its bytes, origin, measurement, tags and field key as they are written, without being decoded.
 * What is remembered is bounded in number and in bytes. Not for use by several threads at once.
 */
final class LineProtocolParser {
    /** How many points a body may have. */
    static final int MOST_POINTS = 1_000_000;

    private static final int MOST_SERIES = 1 << 18;
    /** What is remembered of names, at most. */
    private static final long MOST_KEY_BYTES = 32 << 20;

    private static final int LONGEST_KEY = 4 << 10;
    private static final int MOST_KEPT_STAGED = 4 << 10;

    private final IdentityReader identities = new IdentityReader();
    private final FieldReader fields = new FieldReader();
    private final int mostPoints;
    private final ByteKeyCache<Series> known = new ByteKeyCache<>(MOST_SERIES, MOST_KEY_BYTES);
    /** The key of the series at hand: origin, measurement and tags, field key, with a zero behind each of the first two. */
    private byte[] key = new byte[512];

    private int originLength;
    private int headLength;

    // Of the line at hand:
    private @Nullable Head head;
    private long point;
    private Series[] staged = new Series[64];
    private double[] values = new double[64];
    private int stagedCount;
    private int strings;

    // Of the body at hand:
    private byte[] body = {};
    private Origin origin = new Origin("db", "");
    private Precision precision = Precision.NANOSECOND;
    private long nowMillis;
    private Points points = new Points();
    private int at;
    private int line;
    private int lineStart;
    private int headStart;
    private int headEnd;

    /** A series, and where it stands in the line that had it last. */
    private static final class Series {
        private final SeriesKey key;
        private long point;
        private int index;

        Series(SeriesKey key) {
            this.key = key;
        }
    }

    LineProtocolParser() {
        this(MOST_POINTS);
    }

    LineProtocolParser(int mostPoints) {
        this.mostPoints = mostPoints;
    }

    /**
     * Reads a body.
     *
     * @param nowMillis the time of points without one, milliseconds since 1970
     */
    Points parse(byte[] text, Origin sentTo, Precision timestamps, long nowMillis) {
        body = text;
        origin = sentTo;
        precision = timestamps;
        this.nowMillis = nowMillis;
        points = new Points();
        at = 0;
        line = 1;
        lineStart = 0;
        originLength = appendToKey(0, (origin.name() + '=' + origin.value()).getBytes(StandardCharsets.UTF_8));
        while (at < body.length && !points.tooMany()) {
            readLine();
        }
        return release();
    }

    /** Gives the result away, and what a body out of the ordinary has made large. */
    private Points release() {
        Points result = points;
        points = new Points();
        body = new byte[0];
        if (key.length > LONGEST_KEY) {
            key = new byte[512];
        }
        if (staged.length > MOST_KEPT_STAGED) {
            staged = new Series[64];
            values = new double[64];
        }
        identities.release();
        return result;
    }

    private int appendToKey(int length, byte[] bytes) {
        return appendToKey(length, bytes, 0, bytes.length);
    }

    private int appendToKey(int length, byte[] bytes, int from, int to) {
        int end = length + to - from;
        if (end + 1 > key.length) {
            key = Arrays.copyOf(key, Math.max(end + 1, 2 * key.length));
        }
        System.arraycopy(bytes, from, key, length, to - from);
        key[end] = 0;
        return end + 1;
    }

    /** Reads a point, a comment or a blank line, and moves behind its end. */
    private void readLine() {
        skipSpaces();
        if (at < body.length && body[at] == '#') {
            endLine(at);
        } else if (!atLineEnd()) {
            readPoint();
        } else {
            endLine(at);
        }
    }

    private void readPoint() {
        int firstLine = line;
        head = null;
        point++;
        stagedCount = 0;
        strings = 0;
        try {
            readHead();
            readFields();
            long millis = readTimestamp();
            commit(millis, firstLine);
            endLine(at);
        } catch (LineSyntaxException bad) {
            points.addBad(new BadLine(line, column(bad.place()), bad.reason()));
            endLine(bad.place());
        }
    }

    /** Moves behind the next line feed, beginning to look at this place. */
    private void endLine(int from) {
        int i = from;
        while (i < body.length && body[i] != '\n') {
            i++;
        }
        at = Math.min(i + 1, body.length);
        newLine(at);
    }

    private void newLine(int start) {
        line++;
        lineStart = start;
    }

    private int column(int place) {
        int column = 1;
        for (int i = lineStart; i < Math.min(place, body.length); i++) {
            // The further bytes of a code point begin with the bits 10.
            if ((body[i] & 0xc0) != 0x80) {
                column++;
            }
        }
        return column;
    }

    private void skipSpaces() {
        while (at < body.length && body[at] == ' ') {
            at++;
        }
    }

    private boolean atLineEnd() {
        return at == body.length
                || body[at] == '\n'
                || (body[at] == '\r' && (at + 1 == body.length || body[at + 1] == '\n'));
    }

    /** Finds measurement and tags, up to the first space that no backslash stands before ("Whitespace"). */
    private void readHead() throws LineSyntaxException {
        headStart = at;
        int i = at;
        byte before = 0;
        byte b = 0;
        while (i < body.length && ((b = body[i]) != ' ' || before == '\\') && b != '\n') {
            before = b;
            i++;
        }
        headEnd = i;
        at = i;
        if (i == body.length || b == '\n') {
            if (i > headStart && before == '\r') {
                headEnd--;
            }
            identities.head(body, headStart, headEnd, origin);
            throw new LineSyntaxException(headEnd, "the fields are missing");
        }
        headLength = appendToKey(originLength, body, headStart, headEnd);
        skipSpaces();
    }

    private void readFields() throws LineSyntaxException {
        while (!points.tooMany()) {
            Series series = readKey();
            if (at < body.length && body[at] == '"') {
                readString();
                strings++;
            } else {
                int to = valueEnd();
                fields.read(body, at, to);
                at = to;
                stage(series, fields.value());
            }
            if (at == body.length || body[at] != ',') {
                return;
            }
            at++;
        }
    }

    /** Reads a field key and the equals sign behind it. */
    private Series readKey() throws LineSyntaxException {
        int from = at;
        int i = from;
        byte before = 0;
        while (i < body.length && !endsKey(body[i], before)) {
            before = body[i];
            i++;
        }
        if (i == body.length || body[i] != '=') {
            String missing = i == from
                    ? "a field key is missing"
                    : "'=' is missing after field key '" + Excerpt.of(body, from, i) + "'";
            throw new LineSyntaxException(i, missing);
        }
        at = i + 1;
        int length = appendToKey(headLength, body, from, i) - 1;
        Series series = known.get(key, 0, length);
        return series == null ? newSeries(from, i, length) : series;
    }

    private static boolean endsKey(byte b, byte before) {
        return b == '\n' || (before != '\\' && (b == '=' || b == ',' || b == ' '));
    }

    private Series newSeries(int from, int to, int keyLength) throws LineSyntaxException {
        String field = identities.field(body, from, to);
        Head identity = head;
        if (identity == null) {
            identity = identities.head(body, headStart, headEnd, origin);
            head = identity;
        }
        Series series = new Series(identity.series(field));
        if (keyLength <= LONGEST_KEY) {
            known.put(key, 0, keyLength, series);
        }
        return series;
    }

    /** Goes past a text in double quotes, line feeds included ("String"). */
    private void readString() throws LineSyntaxException {
        int i = at + 1;
        while (i < body.length && body[i] != '"') {
            i += body[i] == '\\' ? 2 : 1;
        }
        if (i >= body.length) {
            throw new LineSyntaxException(at, "the text has no closing quote");
        }
        for (int j = at; j < i; j++) {
            if (body[j] == '\n') {
                newLine(j + 1);
            }
        }
        at = i + 1;
        if (at < body.length && body[at] != ',' && body[at] != ' ' && !atLineEnd()) {
            throw new LineSyntaxException(at, "a comma or a space is missing after the text");
        }
    }

    private int valueEnd() {
        int i = at;
        byte b;
        while (i < body.length && (b = body[i]) != ',' && b != ' ' && b != '\n' && b != '\r') {
            i++;
        }
        return i;
    }

    /** Keeps a value until its line has turned out to be good. Of a field given twice the last one counts ("Duplicate points"). */
    private void stage(Series series, double value) {
        if (series.point == point) {
            values[series.index] = value;
            return;
        }
        if (points.samples().size() + stagedCount == mostPoints) {
            points.giveUp();
            return;
        }
        if (stagedCount == staged.length) {
            staged = Arrays.copyOf(staged, 2 * stagedCount);
            values = Arrays.copyOf(values, 2 * stagedCount);
        }
        series.point = point;
        series.index = stagedCount;
        staged[stagedCount] = series;
        values[stagedCount++] = value;
    }

    private long readTimestamp() throws LineSyntaxException {
        skipSpaces();
        if (atLineEnd()) {
            return nowMillis;
        }
        int from = at;
        int to = valueEnd();
        at = to;
        skipSpaces();
        if (!atLineEnd()) {
            throw TimestampReader.unreadable(body, from, to);
        }
        return TimestampReader.millis(body, from, to, precision);
    }

    private void commit(long millis, int firstLine) {
        points.addStrings(strings);
        for (int i = 0; i < stagedCount; i++) {
            points.add(Sample.of(staged[i].key, MetricMetadata.UNKNOWN, values[i], millis), firstLine);
        }
    }
}
