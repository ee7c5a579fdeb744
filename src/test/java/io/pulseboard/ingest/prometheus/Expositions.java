package io.pulseboard.ingest.prometheus;

import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads texts in tests, and writes what came of them as lines that a test can state. */
final class Expositions {
    /** The time that samples without a timestamp get. */
    static final long NOW = 1_700_000_000_000L;

    private Expositions() {}

    static List<Sample> samples(ExpositionFormat format, String text) throws ExpositionSyntaxException {
        return samples(ExpositionOptions.DEFAULTS, format, text);
    }

    static List<Sample> samples(ExpositionOptions options, ExpositionFormat format, String text)
            throws ExpositionSyntaxException {
        List<Sample> samples = new ArrayList<>();
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        new ExpositionParser(options).parse(body, format, NOW, (sample, timed) -> samples.add(sample));
        return samples;
    }

    /** Each sample as {@code type key value}, with {@code @millis} where it is not the default time; components of compounds too. */
    static List<String> lines(ExpositionFormat format, String text) throws ExpositionSyntaxException {
        return lines(samples(format, text));
    }

    static List<String> lines(List<Sample> samples) {
        List<String> lines = new ArrayList<>();
        for (Sample sample : samples) {
            String type = sample.metadata().type().text() + " ";
            String time = sample.timestampMillis() == NOW ? "" : " @" + sample.timestampMillis();
            CompoundValue compound = sample.compound();
            if (compound == null) {
                lines.add(type + sample.key() + " " + sample.value() + time);
                continue;
            }
            for (int i = 0; i < compound.componentCount(); i++) {
                lines.add(type + compound.componentKey(sample.key(), i) + " " + compound.component(i) + time);
            }
        }
        return lines;
    }

    /** The complaint about a text, {@code line:column message}. */
    static String complaint(ExpositionFormat format, String text) {
        try {
            return "accepted: " + lines(format, text);
        } catch (ExpositionSyntaxException e) {
            return e.line() + ":" + e.column() + " " + e.reason();
        }
    }

    /**
     * Reads a body, something else, and the body again with one parser, for fuzzing: what a parser remembers must not change what it
     * says.
     *
     * @return whether the body was accepted
     * @throws AssertionError if it was not the same
     */
    static boolean requireSameEachTime(ExpositionFormat format, byte[] body) {
        ExpositionParser parser = new ExpositionParser(ExpositionOptions.DEFAULTS);
        String first = outcome(parser, format, body);
        outcome(
                parser,
                format,
                "a{x=\"1\"} 1\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\n# EOF\n".getBytes(StandardCharsets.UTF_8));
        String second = outcome(parser, format, body);
        if (!first.equals(second)) {
            throw new AssertionError("first " + first + ", then " + second);
        }
        return first.startsWith("accepted");
    }

    private static String outcome(ExpositionParser parser, ExpositionFormat format, byte[] body) {
        List<Sample> samples = new ArrayList<>();
        try {
            parser.parse(body, format, NOW, (sample, timed) -> samples.add(sample));
            return "accepted " + lines(samples);
        } catch (ExpositionSyntaxException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
