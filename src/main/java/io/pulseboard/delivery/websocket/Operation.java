package io.pulseboard.delivery.websocket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pulseboard.delivery.Cbor;
import io.pulseboard.delivery.StreamRequest;
import io.pulseboard.http.Excerpt;
import io.pulseboard.http.JsonFault;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.hub.StreamPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client can ask for after the handshake, read and checked. Immutable. */
sealed interface Operation {
    /** All operations, for the message to who sends another. */
    String NAMES = "subscribe, pause, resume, set-interval, ping or annotate";

    /** Replaces what was subscribed. */
    record Subscribe(StreamRequest request) implements Operation {}

    /** Sends nothing until {@link Resume}. */
    record Pause() implements Operation {}

    /**
     * Goes on.
     *
     * @param after from where; null for where it was paused
     */
    record Resume(@Nullable StreamPosition after) implements Operation {}

    /** Goes on at another interval. */
    record SetInterval(Duration every) implements Operation {}

    /**
     * Asks for the server's time.
     *
     * @param mark whatever the client sent as {@code t}, given back; null if nothing
     */
    record Ping(@Nullable JsonNode mark) implements Operation {}

    /**
     * Writes on everybody's time axis.
     *
     * @param node the whole message, of which {@code Annotator} reads its part, as of what is posted
     */
    record Annotate(JsonNode node) implements Operation {}

    /**
     * Reads a message of JSON.
     *
     * @throws ProblemException if it is no operation, or one with something wrong in it
     */
    static Operation parse(String message, ObjectMapper json) {
        return of(read(message, json), SubProtocol.JSON);
    }

    /**
     * Reads a message of CBOR.
     *
     * @throws ProblemException if it is no operation, or one with something wrong in it
     */
    static Operation parse(byte[] message) {
        return of(Cbor.decode(message), SubProtocol.CBOR);
    }

    private static @Nullable JsonNode read(String message, ObjectMapper json) {
        try {
            return json.reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(message);
        } catch (JsonProcessingException malformed) {
            JsonFault fault = JsonFault.of(malformed, null);
            throw new ProblemException(
                    400,
                    new Problem(
                            "bad_message",
                            "the message is not JSON, " + fault,
                            null,
                            fault.line(),
                            fault.column(),
                            null,
                            "an object such as {\"op\":\"subscribe\",\"query\":\"node_load1\"}"));
        }
    }

    private static Operation of(@Nullable JsonNode node, SubProtocol protocol) {
        if (node == null || !node.isObject()) {
            throw bad("op", "the message is not an object", "{\"op\": ...}");
        }
        String op = text(node, "op");
        return switch (op == null ? "" : op) {
            case "subscribe" -> new Subscribe(request(node, protocol));
            case "pause" -> new Pause();
            case "resume" -> new Resume(StreamRequest.after("after", text(node, "after")));
            case "set-interval" -> setInterval(text(node, "every"));
            case "ping" -> new Ping(mark(node.get("t")));
            case "annotate" -> new Annotate(node);
            default -> throw bad("op", op == null ? "op is missing" : "unknown op '" + Excerpt.of(op) + "'", NAMES);
        };
    }

    private static StreamRequest request(JsonNode node, SubProtocol protocol) {
        return new StreamRequest(
                StreamRequest.query(texts(node, "query")),
                protocol.format(text(node, "format")),
                StreamRequest.every(text(node, "every")),
                StreamRequest.after("after", text(node, "after")));
    }

    private static SetInterval setInterval(@Nullable String every) {
        if (every == null) {
            throw bad("every", "every is missing", "a duration such as 5s");
        }
        return new SetInterval(StreamRequest.every(every));
    }

    private static @Nullable JsonNode mark(@Nullable JsonNode mark) {
        if (mark != null && mark.isContainerNode()) {
            throw bad("t", "t is an object or an array", "a number or a string");
        }
        return mark;
    }

    private static @Nullable String text(JsonNode node, String member) {
        JsonNode value = node.get(member);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw bad(member, member + " is " + Excerpt.of(value.toString()), "a string");
        }
        return value.textValue();
    }

    private static List<String> texts(JsonNode node, String member) {
        JsonNode value = node.get(member);
        if (value == null || value.isNull()) {
            return List.of();
        }
        if (value.isTextual()) {
            return List.of(value.textValue());
        }
        List<String> all = new ArrayList<>();
        for (JsonNode element : value.isArray() ? value : List.of(value)) {
            if (!element.isTextual()) {
                throw bad(
                        member, member + " holds " + Excerpt.of(element.toString()), "a string or an array of strings");
            }
            all.add(element.textValue());
        }
        return all;
    }

    private static ProblemException bad(String parameter, String message, String expected) {
        return new ProblemException(
                400,
                new Problem("bad_message", message + ", expected " + expected, parameter, null, null, null, expected));
    }
}
