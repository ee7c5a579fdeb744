package io.pulseboard.ingest.prometheus;

import io.pulseboard.ingest.prometheus.ExpositionOptions.Repetition;
import io.pulseboard.ingest.prometheus.SeriesCache.Spelling;
import io.pulseboard.ingest.prometheus.TextReader.UnknownEscape;
import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.MetricType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text exposition format 0.0.4 as Prometheus's {@code expfmt} reads it: blanks and tabs wherever they separate, any comments,
 * families in any order and in pieces. Where it differs: a last line without line feed is read, a carriage return before the line
 * feed is dropped (what {@code echo} writes on Windows), and a histogram or summary that does not fit together is refused.
 */
final class TextExposition extends Exposition {
    private final Map<String, Family> families = new HashMap<>();
    /** Histograms and summaries, complete only when the body is. */
    private final List<Open> open = new ArrayList<>();

    private String lastName = "";
    private @Nullable Family lastFamily;
    private Role lastRole = Role.VALUE;

    private record Open(Series series, Family family) {}

    TextExposition(ExpositionOptions options) {
        super(options, false);
    }

    @Override
    void begin() {
        families.clear();
        open.clear();
        lastFamily = null;
    }

    @Override
    void readLine() throws ExpositionSyntaxException {
        if (line.end > line.start && line.bytes[line.end - 1] == '\r') {
            line.end--;
        }
        line.skipBlanks();
        switch (line.peek()) {
            case Line.END -> {}
            case '#' -> readComment();
            default -> readSample();
        }
    }

    private void readComment() throws ExpositionSyntaxException {
        line.at++;
        line.skipBlanks();
        boolean help = skipKeyword("HELP");
        if (!help && !skipKeyword("TYPE")) {
            return;
        }
        line.skipBlanks();
        if (line.peek() == Line.END) {
            return;
        }
        int place = line.at;
        String name = descriptorName();
        if (line.peek() != Line.END && !Line.isBlank(line.peek())) {
            throw line.expected("a blank after the metric name");
        }
        line.skipBlanks();
        if (line.peek() != Line.END) {
            Family family = families.computeIfAbsent(name, Family::new);
            lastFamily = null;
            if (help) {
                readHelp(family, place);
            } else {
                readType(family, place);
            }
        }
    }

    private boolean skipKeyword(String keyword) {
        int place = line.at;
        if (line.skip(keyword) && (line.peek() == Line.END || Line.isBlank(line.peek()))) {
            return true;
        }
        line.at = place;
        return false;
    }

    private void readHelp(Family family, int place) throws ExpositionSyntaxException {
        if (family.help != null) {
            throw line.error(place, "a second HELP line for '" + family.name + "'");
        }
        family.help(texts.escaped(line, line.at, line.end, UnknownEscape.REFUSE, "help text"));
    }

    private void readType(Family family, int place) throws ExpositionSyntaxException {
        if (family.type != null || family.sampled) {
            String what = family.sampled ? "the TYPE line comes after samples of '" : "a second TYPE line for '";
            throw line.error(place, what + family.name + "'");
        }
        int to = line.wordEnd();
        String word =
                new String(line.bytes, line.at, to - line.at, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        family.type = MetricType.parse(word.equals("gauge_histogram") ? "gaugehistogram" : word);
        if (family.type == null) {
            throw line.error("expected counter, gauge, histogram, summary or untyped, found " + line.word());
        }
        line.at = to;
        line.skipBlanks();
        if (line.peek() != Line.END) {
            throw line.expected("the end of the line after the type");
        }
    }

    private void readSample() throws ExpositionSyntaxException {
        countSample();
        int place = line.at;
        Spelling spelling = cache.read(line);
        line.skipBlanks();
        double value = readNumber("value");
        line.skipBlanks();
        int timePlace = line.at;
        boolean given = line.peek() != Line.END;
        long givenMillis = given ? readTimestamp() : 0;
        boolean timestamped = honor(given, timePlace);
        long millis = timestamped ? givenMillis : 0;
        Family family = resolve(spelling.name());
        if (lastRole == Role.VALUE) {
            takeValue(target(spelling, family, Role.VALUE), family, value, timestamped, millis, place);
        } else {
            Role role = lastRole;
            Series series = target(spelling, family, role);
            openCompound(series, family, timestamped, millis);
            takePart(series, spelling, role, value, place);
        }
    }

    private long readTimestamp() throws ExpositionSyntaxException {
        int to = line.wordEnd();
        int i = line.at;
        boolean negative = line.bytes[i] == '-';
        if (negative || line.bytes[i] == '+') {
            i++;
        }
        long millis = 0;
        boolean valid = i < to && to - i <= 18;
        for (; valid && i < to; i++) {
            int digit = line.bytes[i] - '0';
            valid = digit >= 0 && digit <= 9;
            millis = millis * 10 + digit;
        }
        if (!valid) {
            throw line.error("expected whole milliseconds since 1970 as the timestamp, found " + line.word());
        }
        line.at = to;
        line.skipBlanks();
        if (line.peek() != Line.END) {
            throw line.expected("the end of the line after the timestamp");
        }
        return negative ? -millis : millis;
    }

    /** Finds the family and the role of a sample; neighbours mostly have the same name. */
    private Family resolve(String name) throws ExpositionSyntaxException {
        Family family = lastFamily;
        if (family != null && name.equals(lastName)) {
            return family;
        }
        lastName = name;
        lastRole = Role.VALUE;
        family = families.get(name);
        if (family == null) {
            family = compoundFamily(name);
        } else if (family.type() == MetricType.SUMMARY) {
            lastRole = Role.QUANTILE;
        } else if (isHistogram(family)) {
            throw line.error(
                    line.start,
                    "histogram '" + name + "' has no sample of that name: expected '" + name + "_bucket', '" + name
                            + "_sum' or '" + name + "_count'");
        }
        if (family == null) {
            family = new Family(name);
            families.put(name, family);
        }
        family.sampled = true;
        lastFamily = family;
        return family;
    }

    private static boolean isHistogram(Family family) {
        return family.type() == MetricType.HISTOGRAM || family.type() == MetricType.GAUGEHISTOGRAM;
    }

    private @Nullable Family compoundFamily(String name) {
        int underscore = name.lastIndexOf('_');
        if (underscore <= 0) {
            return null;
        }
        Family base = families.get(name.substring(0, underscore));
        if (base == null || !(isHistogram(base) || base.type() == MetricType.SUMMARY)) {
            return null;
        }
        Role role = switch (name.substring(underscore)) {
            case "_sum" -> Role.SUM;
            case "_count" -> Role.COUNT;
            case "_bucket" -> isHistogram(base) ? Role.BUCKET : null;
            case "_gsum" -> base.type() == MetricType.GAUGEHISTOGRAM ? Role.SUM : null;
            case "_gcount" -> base.type() == MetricType.GAUGEHISTOGRAM ? Role.COUNT : null;
            default -> null;
        };
        if (role == null) {
            return null;
        }
        lastRole = role;
        return base;
    }

    private void takeValue(Series series, Family family, double value, boolean timestamped, long millis, int place)
            throws ExpositionSyntaxException {
        if (series.body == body && series.timestamped == timestamped && series.timestampMillis == millis) {
            refuseRepetition("series '" + series.key() + "' is given twice, first on line " + series.line, place);
            return;
        }
        series.body = body;
        series.line = line.number();
        series.timestamped = timestamped;
        series.timestampMillis = millis;
        emit(series, family, value);
    }

    private void openCompound(Series series, Family family, boolean timestamped, long millis) {
        if (series.body != body) {
            series.body = body;
            series.line = line.number();
            series.timestamped = timestamped;
            series.timestampMillis = millis;
            series.compound().clear();
            open.add(new Open(series, family));
        } else if (timestamped) {
            // As in expfmt, the last timestamp wins.
            series.timestamped = true;
            series.timestampMillis = millis;
        }
    }

    private void takePart(Series series, Spelling spelling, Role role, double value, int place)
            throws ExpositionSyntaxException {
        CompoundBuilder compound = series.compound();
        boolean count = role == Role.COUNT || role == Role.BUCKET;
        if (count && value < 0) {
            throw line.error(place, "the count '" + spelling.name() + "' is negative: " + value);
        }
        boolean fresh = switch (role) {
            case SUM -> compound.sum(value);
            case COUNT -> compound.count(value);
            default -> {
                compound.add(spelling.bound, value);
                yield true;
            }
        };
        if (!fresh) {
            refuseRepetition("'" + spelling.name() + spelling.labels() + "' is given twice", place);
        }
    }

    private void refuseRepetition(String reason, int place) throws ExpositionSyntaxException {
        if (options.repetition() == Repetition.REFUSE) {
            throw line.error(place, reason);
        }
    }

    @Override
    void end() throws ExpositionSyntaxException {
        for (Open one : open) {
            emit(one.series(), one.family(), complete(one.series(), one.family()));
        }
    }

    private CompoundValue complete(Series series, Family family) throws ExpositionSyntaxException {
        CompoundBuilder compound = series.compound();
        Double repeated = compound.arrange();
        String subject = family.type().text() + " '" + series.key() + "'";
        if (repeated != null && options.repetition() == Repetition.REFUSE) {
            throw refusal(series, subject + " has the bound " + CompoundValue.bound(repeated) + " twice");
        }
        if (family.type() == MetricType.SUMMARY) {
            CompoundValue summary = compound.summary();
            if (summary == null) {
                throw refusal(series, subject + " has no quantile, and no number as its sum or count");
            }
            return summary;
        }
        CompoundValue histogram = compound.histogram(family.type() == MetricType.GAUGEHISTOGRAM);
        if (histogram == null) {
            throw refusal(series, subject + " has neither a bucket with le=\"+Inf\" nor a count");
        }
        return histogram;
    }

    private static ExpositionSyntaxException refusal(Series series, String reason) {
        return new ExpositionSyntaxException(series.line, 1, reason, false);
    }
}
