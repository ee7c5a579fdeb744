package io.pulseboard.delivery.rest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads small bodies that hold one JSON object (RFC 8259). What is said of a broken one shows nothing of it, as it may be a secret. */
final class JsonBody {
    /** How large such a body may be, in bytes: the longest annotation with every character escaped, and some white space. */
    static final int MAX_BYTES = 8 * 1024;

    private static final ObjectReader READER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build()
            .reader();

    private JsonBody() {}

    /**
     * The object in the body.
     *
     * @param expected what such an object looks like, for the error
     * @throws ProblemException with status 400 if it is no object
     */
    static JsonNode object(byte[] body, String expected) {
        JsonNode node;
        try {
            node = READER.readTree(body);
        } catch (JsonProcessingException fault) {
            throw bad(fault.getLocation(), expected);
        } catch (IOException notText) {
            throw bad(null, expected);
        }
        if (!node.isObject()) {
            throw bad(null, expected);
        }
        return node;
    }

    private static ProblemException bad(@Nullable JsonLocation at, String expected) {
        int line = at == null ? 1 : Math.max(1, at.getLineNr());
        int column = at == null ? 1 : Math.max(1, at.getColumnNr());
        String message =
                "line " + line + ", column " + column + ": the body is not a JSON object, or says something twice";
        return new ProblemException(400, new Problem("bad_json", message, null, line, column, null, expected));
    }
}
