package io.pulseboard.ingest.scrape;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.pulseboard.http.Excerpt;
import io.pulseboard.http.JsonFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads lists of targets as Prometheus's {@code file_sd} has them, in JSON or YAML: {@code [{"targets": ["host:port"], "labels":
 * {"name": "value"}}]}. Anything else in them is refused, as Prometheus does; so are YAML's anchors, which would need a tree.
 * Stateless; safe for use by any thread.
 */
final class TargetFileParser {
    /** How large a file may be. */
    static final int MAX_BYTES = 4 << 20;

    private static final int MAX_DEPTH = 8;
    private static final StreamReadConstraints CONSTRAINTS =
            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build();

    private final JsonFactory json = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(CONSTRAINTS)
            .build();
    private final JsonFactory yaml = YAMLFactory.builder()
            .loaderOptions(yamlOptions())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(CONSTRAINTS)
            .build();

    /** The syntax of a file. */
    enum Syntax {
        JSON,
        YAML
    }

    /** A target with its place, where complaints about it point. */
    private record Placed(String target, JsonLocation place) {}

    private static LoaderOptions yamlOptions() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setNestingDepthLimit(MAX_DEPTH);
        return options;
    }

    /**
     * Reads the text of a file.
     *
     * @param content UTF-8
     * @return the targets in the order of the file
     * @throws TargetFileException for the first thing that is wrong
     */
    List<DiscoveredTarget> parse(byte[] content, Syntax syntax) throws TargetFileException {
        if (content.length > MAX_BYTES) {
            throw new TargetFileException(1, 1, "the file is larger than " + MAX_BYTES + " bytes");
        }
        String text = decode(content);
        try (JsonParser parser = (syntax == Syntax.JSON ? json : yaml).createParser(text)) {
            return groups(parser, syntax);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (YAMLException e) {
            throw new TargetFileException(1, 1, String.valueOf(e.getMessage()));
        }
    }

    private static List<DiscoveredTarget> groups(JsonParser parser, Syntax syntax)
            throws IOException, TargetFileException {
        try {
            return new Reading(parser).groups();
        } catch (JacksonException e) {
            JsonFault fault = JsonFault.of(e, parser.currentLocation());
            String reason = syntax == Syntax.YAML ? yamlReason(e, fault) : fault.reason();
            throw new TargetFileException(fault.line(), fault.column(), reason);
        }
    }

    /** What YAML's own reader says is in plain words, but for the excerpts of several lines around it. */
    private static String yamlReason(JacksonException e, JsonFault fault) {
        if (e.getCause() instanceof MarkedYAMLException yaml) {
            return "this is not YAML: " + yaml.getProblem();
        }
        return fault.reason().equals(JsonFault.UNKNOWN) ? "this is not YAML that can be read" : fault.reason();
    }

    private static String decode(byte[] content) throws TargetFileException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new TargetFileException(1, 1, "the file is not UTF-8 text");
        }
    }

    private static TargetFileException at(JsonLocation place, String message) {
        boolean known = place != null && place.getLineNr() > 0;
        return new TargetFileException(
                known ? place.getLineNr() : 1, known ? Math.max(1, place.getColumnNr()) : 1, message);
    }

    /** The reading of one file, from token to token. */
    private static final class Reading {
        private final JsonParser parser;

        Reading(JsonParser parser) {
            this.parser = parser;
        }

        List<DiscoveredTarget> groups() throws IOException, TargetFileException {
            List<DiscoveredTarget> all = new ArrayList<>();
            JsonToken first = parser.nextToken();
            // Prometheus takes an empty YAML file, or an empty document, for an empty list.
            boolean empty =
                    first == null || (first.isScalarValue() && parser.getText().isEmpty());
            if (empty && parser instanceof YAMLParser) {
                return all;
            }
            require(JsonToken.START_ARRAY, "a list of groups of targets");
            while (next() != JsonToken.END_ARRAY) {
                group(all);
            }
            if (parser.nextToken() != null) {
                throw wrong("the end of the file after the list");
            }
            return all;
        }

        private void group(List<DiscoveredTarget> all) throws IOException, TargetFileException {
            require(JsonToken.START_OBJECT, "a group with targets and labels");
            List<Placed> targets = new ArrayList<>();
            Map<String, String> labels = Map.of();
            while (next() != JsonToken.END_OBJECT) {
                String member = parser.currentName();
                if (member.equals("targets")) {
                    next();
                    targets = targets();
                } else if (member.equals("labels")) {
                    next();
                    labels = labels();
                } else {
                    throw wrong("targets or labels");
                }
            }
            for (Placed each : targets) {
                try {
                    all.add(DiscoveredTarget.of(each.target(), labels));
                } catch (IllegalArgumentException e) {
                    throw at(each.place(), String.valueOf(e.getMessage()));
                }
            }
        }

        private List<Placed> targets() throws IOException, TargetFileException {
            List<Placed> targets = new ArrayList<>();
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                return targets;
            }
            require(JsonToken.START_ARRAY, "a list of host:port as targets");
            while (next() != JsonToken.END_ARRAY) {
                targets.add(new Placed(text("host:port as a target"), parser.currentTokenLocation()));
            }
            return targets;
        }

        private Map<String, String> labels() throws IOException, TargetFileException {
            Map<String, String> labels = new LinkedHashMap<>();
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                return labels;
            }
            require(JsonToken.START_OBJECT, "names and values as labels");
            while (next() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                if (name.isEmpty() || name.equals("__name__")) {
                    throw wrong("the name of a label");
                }
                next();
                labels.put(name, text("text as the value of a label"));
            }
            return labels;
        }

        /** In YAML plain numbers, true and the like are text where text is wanted; in JSON they are not. */
        private String text(String wanted) throws IOException, TargetFileException {
            JsonToken token = parser.currentToken();
            boolean plain = parser instanceof YAMLParser && token.isScalarValue() && token != JsonToken.VALUE_NULL;
            if (token != JsonToken.VALUE_STRING && !plain) {
                throw wrong(wanted);
            }
            return parser.getText();
        }

        private JsonToken next() throws IOException, TargetFileException {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw wrong("more");
            }
            if (parser instanceof YAMLParser reader && reader.isCurrentAlias()) {
                throw wrong("no alias");
            }
            return token;
        }

        private void require(JsonToken wanted, String words) throws IOException, TargetFileException {
            if (parser.currentToken() != wanted) {
                throw wrong(words);
            }
        }

        private TargetFileException wrong(String wanted) throws IOException {
            JsonToken token = parser.currentToken();
            String found = token == null
                    ? "the end of the file"
                    : token == JsonToken.START_OBJECT
                            ? "an object"
                            : token == JsonToken.START_ARRAY ? "a list" : "'" + Excerpt.of(parser.getText()) + "'";
            return at(parser.currentTokenLocation(), "expected " + wanted + ", found " + found);
        }
    }
}
