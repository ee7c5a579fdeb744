package io.pulseboard.ingest.prometheus;

import io.pulseboard.ingest.prometheus.SeriesCache.Spelling;
import io.pulseboard.ingest.prometheus.TextReader.UnknownEscape;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.SeriesKey;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OpenMetrics 1.0, section "Text format": families, metrics and points must not be interleaved, so that at any time one family,
 * one of its metrics and one point of that is open. What the specification forbids is refused, with these exceptions, since they are
 * unambiguous and written by real programs: names in quotes, double quotes in help texts that are not escaped, reserved names.
 */
final class OpenMetricsExposition extends Exposition {
    private static final int MAX_EXEMPLAR_CODE_POINTS = 128;

    /** The names of families and of their possible samples so far ("Suffixes": names must not clash). */
    private final Set<String> taken = new HashSet<>();

    private final OpenMetricsPoint point = new OpenMetricsPoint();
    private @Nullable Family family;
    private @Nullable Series metric;
    private String lastName = "";
    private Role role = Role.VALUE;
    private boolean ended;

    OpenMetricsExposition(ExpositionOptions options) {
        super(options, true);
    }

    @Override
    void begin() {
        taken.clear();
        family = null;
        metric = null;
        ended = false;
    }

    @Override
    void readLine() throws ExpositionSyntaxException {
        if (line.peek() == '#') {
            readDescriptor();
        } else {
            readSample();
        }
    }

    @Override
    void end() throws ExpositionSyntaxException {
        if (!ended) {
            throw new ExpositionSyntaxException(
                    line.number() + 1, 1, "expected '# EOF' as the last line, found the end of the text", false);
        }
    }

    // ---- Descriptors ("MetricFamily metadata") ----

    private void readDescriptor() throws ExpositionSyntaxException {
        line.at++;
        if (line.skip(" EOF")) {
            readEof();
            return;
        }
        boolean type = line.skip(" TYPE ");
        boolean unit = !type && line.skip(" UNIT ");
        if (!type && !unit && !line.skip(" HELP ")) {
            throw line.error("expected ' TYPE ', ' UNIT ', ' HELP ' or ' EOF' after '#'");
        }
        int place = line.at;
        String name = descriptorName();
        line.expect(' ', "after the metric name");
        Family described = describe(name, place);
        if (type) {
            readType(described, place);
        } else if (unit) {
            readUnit(described, place);
        } else {
            readHelp(described, place);
        }
    }

    private void readEof() throws ExpositionSyntaxException {
        if (line.peek() != Line.END) {
            throw line.expected("the end of the line after '# EOF'");
        }
        if (!line.isLast()) {
            throw line.error("expected the end of the text after '# EOF'");
        }
        closeFamily();
        ended = true;
    }

    private Family describe(String name, int place) throws ExpositionSyntaxException {
        Family current = family;
        if (current == null || !current.name.equals(name)) {
            return openFamily(name, place);
        }
        if (current.sampled) {
            throw line.error(place, "the metadata of '" + name + "' comes after its samples");
        }
        return current;
    }

    private void readType(Family described, int place) throws ExpositionSyntaxException {
        refuseSecond(described.type, "TYPE", described, place);
        String word = rest();
        MetricType type = word.equals("untyped") ? null : MetricType.parse(word);
        if (type == null) {
            throw line.error(
                    "expected counter, gauge, histogram, gaugehistogram, summary, info, stateset or unknown, found "
                            + line.word());
        }
        described.type = type;
    }

    private void readUnit(Family described, int place) throws ExpositionSyntaxException {
        refuseSecond(described.unit, "UNIT", described, place);
        String unit = rest();
        if (!unit.isEmpty() && !described.name.endsWith("_" + unit)) {
            throw line.error("the unit must be the end of the name '" + described.name + "', found '" + unit + "'");
        }
        described.unit = unit;
    }

    private void readHelp(Family described, int place) throws ExpositionSyntaxException {
        refuseSecond(described.help, "HELP", described, place);
        if (line.end > line.at && line.bytes[line.end - 1] == '\r') {
            throw line.error(
                    line.end - 1, "expected a line feed alone at the end of the line, found a carriage return");
        }
        described.help(texts.escaped(line, line.at, line.end, UnknownEscape.KEEP, "help text"));
    }

    private void refuseSecond(@Nullable Object known, String what, Family described, int place)
            throws ExpositionSyntaxException {
        if (known != null) {
            throw line.error(place, "a second " + what + " line for '" + described.name + "'");
        }
    }

    private String rest() {
        return new String(line.bytes, line.at, line.end - line.at, StandardCharsets.UTF_8);
    }

    // ---- Families ----

    private Family openFamily(String name, int place) throws ExpositionSyntaxException {
        closeFamily();
        if (!taken.add(name)) {
            throw line.error(place, "'" + name + "' comes in two pieces, or clashes with a family before it");
        }
        Family opened = new Family(name);
        family = opened;
        lastName = "";
        return opened;
    }

    private void closeFamily() throws ExpositionSyntaxException {
        closePoint();
        metric = null;
        if (family != null && !family.sampled) {
            settle(family);
        }
    }

    /** What can be said only when all metadata is known, which is at the first sample or the next family. */
    private void settle(Family described) throws ExpositionSyntaxException {
        MetricType type = described.type();
        boolean unitless = type == MetricType.INFO || type == MetricType.STATESET;
        if (unitless && described.unit != null && !described.unit.isEmpty()) {
            throw line.error(line.start, type.text() + " '" + described.name + "' must not have a unit");
        }
        for (String suffix : OpenMetricsPoint.suffixes(type)) {
            if (!suffix.isEmpty() && !taken.add(described.name + suffix)) {
                throw line.error(
                        line.start,
                        "'" + described.name + suffix + "' of " + type.text() + " '" + described.name
                                + "' clashes with a family before it");
            }
        }
        described.sampled = true;
    }

    // ---- Samples ----

    private void readSample() throws ExpositionSyntaxException {
        countSample();
        Spelling spelling = cache.read(line);
        Family current = resolve(spelling.name());
        line.expect(' ', "before the value");
        double value = readNumber("value");
        boolean given = false;
        double seconds = 0;
        int timePlace = line.at + 1;
        if (line.peek() != Line.END && !atExemplar()) {
            line.expect(' ', "after the value");
            seconds = readTimestamp();
            given = true;
        }
        boolean withExemplar = line.peek() != Line.END;
        double exemplar = withExemplar ? readExemplar(spelling.name()) : 0;
        boolean timestamped = honor(given, timePlace);
        Series target = target(spelling, current, role);
        requireUnreserved(spelling, current);
        if (withExemplar && role == Role.BUCKET && exemplar > spelling.bound) {
            throw line.error(line.start, "the exemplar " + exemplar + " is not in the bucket up to " + spelling.bound);
        }
        Series owner = role == Role.STATE ? metricOfState(spelling, current) : target;
        openPoint(owner, given, seconds);
        target.timestamped = timestamped;
        target.timestampMillis = Math.round(seconds * 1000);
        target.body = body;
        point.take(line, role, spelling, target, current.type(), value);
        if (role == Role.VALUE || role == Role.TOTAL || role == Role.STATE) {
            emit(target, current, value);
        }
    }

    private Family resolve(String name) throws ExpositionSyntaxException {
        Family current = family;
        if (current != null && name.equals(lastName)) {
            return current;
        }
        Role found = current == null || !name.startsWith(current.name)
                ? null
                : OpenMetricsPoint.role(current.type(), name.substring(current.name.length()));
        if (current == null || found == null) {
            if (taken.contains(name)) {
                throw line.error(line.start, foreign(name, current));
            }
            current = openFamily(name, line.start);
            found = Role.VALUE;
        }
        if (!current.sampled) {
            settle(current);
        }
        lastName = name;
        role = found;
        return current;
    }

    private static String foreign(String name, @Nullable Family current) {
        return current != null && current.name.equals(name)
                ? current.type().text() + " '" + name + "' has no sample without a suffix"
                : "'" + name + "' belongs to a family before this one: families must not be interleaved";
    }

    private double readTimestamp() throws ExpositionSyntaxException {
        int place = line.at;
        double seconds = readNumber("timestamp");
        if (!(Math.abs(seconds) < 1e15)) {
            throw line.error(place, "expected seconds since 1970 as the timestamp");
        }
        return seconds;
    }

    private boolean atExemplar() {
        return line.end - line.at >= 2 && line.bytes[line.at + 1] == '#';
    }

    /** "Histogram", "Summary": the labels of their metrics must not have the one that only buckets or quantiles have. */
    private void requireUnreserved(Spelling spelling, Family current) throws ExpositionSyntaxException {
        if (role != Role.SUM && role != Role.COUNT && role != Role.CREATED) {
            return;
        }
        String reserved = current.type() == MetricType.SUMMARY ? "quantile" : "le";
        if (spelling.labels().get(reserved) != null) {
            throw line.error(line.start, "'" + spelling.name() + "' must not have a label '" + reserved + "'");
        }
    }

    /** "Exemplars": checked and left out; gives the value. */
    private double readExemplar(String name) throws ExpositionSyntaxException {
        int place = line.at;
        if (!line.skip(" # ")) {
            throw line.expected("the end of the line or ' # ' and an exemplar");
        }
        if (role != Role.BUCKET && role != Role.TOTAL) {
            throw line.error(place + 1, "'" + name + "' is neither a bucket nor a total, so it has no exemplar");
        }
        identities.readLabels(line);
        if (identities.codePoints() > MAX_EXEMPLAR_CODE_POINTS) {
            throw line.error(
                    place + 3, "the exemplar's labels are longer than " + MAX_EXEMPLAR_CODE_POINTS + " characters");
        }
        line.expect(' ', "before the exemplar's value");
        double value = readNumber("exemplar's value");
        if (line.peek() != Line.END) {
            line.expect(' ', "after the exemplar's value");
            readTimestamp();
        }
        if (line.peek() != Line.END) {
            throw line.expected("the end of the line after the exemplar");
        }
        return value;
    }

    private Series metricOfState(Spelling spelling, Family current) throws ExpositionSyntaxException {
        Series known = spelling.metric;
        if (known == null) {
            if (spelling.labels().get(current.name) == null) {
                throw line.error(line.start, "a state of '" + current.name + "' needs a label of that name");
            }
            known = cache.series(new SeriesKey(
                    current.name, options.labels().apply(spelling.labels().with(current.name, ""))));
            spelling.metric = known;
        }
        return known;
    }

    // ---- Points ("Metric", "MetricPoint") ----

    private void openPoint(Series owner, boolean given, double seconds) throws ExpositionSyntaxException {
        if (owner != metric) {
            closePoint();
            if (owner.body == body) {
                throw line.error(
                        line.start,
                        "'" + owner.key() + "' is given twice or interleaved with others, first on line " + owner.line);
            }
            owner.body = body;
            owner.line = line.number();
            metric = owner;
            point.open(line.number(), given, seconds);
        } else if (point.isBefore(line, given, seconds)) {
            closePoint();
            point.open(line.number(), given, seconds);
        }
    }

    private void closePoint() throws ExpositionSyntaxException {
        Series closing = metric;
        Family current = family;
        if (closing == null || current == null) {
            return;
        }
        var value = point.close(current, closing);
        if (value != null) {
            emit(closing, current, value);
        }
    }
}
