package io.pulseboard.ingest.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.pulseboard.http.Excerpt;
import io.pulseboard.http.JsonFault;
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
            JsonFault fault = JsonFault.of(malformed, parser.currentLocation());
            throw new JsonSyntaxException(fault.reason(), fault.line(), fault.column());
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
            JsonLocation location = parser.currentTokenLocation();
            throw new JsonSyntaxException(
                    "expected an object {\"name\":...,\"value\":...}, found " + found(parser),
                    location.getLineNr(),
                    location.getColumnNr());
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

    private static String found(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return "the end of the text";
        }
        return token == JsonToken.START_ARRAY ? "an array in an array" : "'" + Excerpt.of(parser.getText()) + "'";
    }
}
