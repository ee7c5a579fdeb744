package io.pulseboard.ingest.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.pulseboard.metric.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads samples from JSON, RFC 8259: an object, an array of objects, or any number of either one after the other, so that
 * newline-delimited JSON needs no word to announce it. Bytes in, samples out; reads the text once and builds no tree. Safe for use
 * by any thread.
 */
final class JsonSampleParser {
    /** Deep enough for a bucket in an array of items, and no deeper. */
    private static final int MAX_DEPTH = 16;

    private static final int MAX_STRING = 64 * 1024;
    private static final int MAX_NAME = 4 * 1024;
    private static final int MAX_NUMBER = 128;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING)
                    .maxNameLength(MAX_NAME)
                    .maxNumberLength(MAX_NUMBER)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /**
     * Reads one body.
     *
     * @param nowMillis the time of samples that give none, milliseconds since the Unix epoch
     * @return one entry per object, in the order of the body
     * @throws JsonSyntaxException if it is not JSON, or holds something where an object should be
     */
    List<JsonItem> parse(byte[] body, long nowMillis) throws JsonSyntaxException {
        List<JsonItem> items = new ArrayList<>();
        JsonParser parser = parser(body);
        try {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_ARRAY) {
                    readArray(parser, items, nowMillis);
                } else {
                    items.add(readItem(parser, nowMillis));
                }
            }
        } catch (JsonProcessingException malformed) {
            throw syntax(malformed.getOriginalMessage(), location(malformed, parser));
        } catch (IOException malformed) {
            throw new JsonSyntaxException("the text is not UTF-8", 1, 1);
        }
        return items;
    }

    private static void readArray(JsonParser parser, List<JsonItem> items, long nowMillis)
            throws IOException, JsonSyntaxException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(readItem(parser, nowMillis));
        }
    }

    private static JsonItem readItem(JsonParser parser, long nowMillis) throws IOException, JsonSyntaxException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw syntax(
                    "expected an object {\"name\":...,\"value\":...} and not " + parser.currentToken(),
                    parser.currentTokenLocation());
        }
        ItemReader reader = new ItemReader(parser, nowMillis);
        try {
            Sample sample = reader.read();
            return new JsonItem.Accepted(sample);
        } catch (InvalidItemException invalid) {
            skipRest(parser, reader.depth());
            return new JsonItem.Refused(invalid.code(), invalid.reason());
        }
    }

    /** Goes on to the end of the item, wherever in it the reader gave up. */
    private static void skipRest(JsonParser parser, int depth) throws IOException {
        while (parser.getParsingContext().getNestingDepth() >= depth) {
            if (parser.nextToken() == null) {
                return;
            }
        }
    }

    /** Looks at the first bytes, which may be of no encoding that there is. */
    private static JsonParser parser(byte[] body) throws JsonSyntaxException {
        try {
            return FACTORY.createParser(body);
        } catch (IOException malformed) {
            throw new JsonSyntaxException("the text is not UTF-8", 1, 1);
        }
    }

    /** Where it went wrong; what exceeds a limit does not say, but the parser has stopped there. */
    private static JsonLocation location(JsonProcessingException malformed, JsonParser parser) {
        JsonLocation location = malformed.getLocation();
        return location == null ? parser.currentLocation() : location;
    }

    private static JsonSyntaxException syntax(String message, JsonLocation location) {
        return new JsonSyntaxException(message, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }
}
