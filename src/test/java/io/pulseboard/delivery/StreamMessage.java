package io.pulseboard.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One message as it came over the wire. Immutable.
 *
 * @param text the JSON
 * @param json the same, read
 */
public record StreamMessage(String text, JsonNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads a message; fails the test if it is not one JSON object with a type. */
    public static StreamMessage parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (!json.path("type").isTextual()) {
                throw new AssertionError("a message without a type: " + text);
            }
            return new StreamMessage(text, json);
        } catch (JsonProcessingException fault) {
            throw new AssertionError("not JSON: " + text, fault);
        }
    }

    /** What kind of message it is. */
    public String type() {
        return json.path("type").textValue();
    }

    /** Whether it is of this type. */
    public boolean is(String type) {
        return type().equals(type);
    }

    /** A member as text, empty if it is not there. */
    public String text(String member) {
        return json.path(member).asText("");
    }

    /** The position that is reached with it, empty if it has none. */
    public String id() {
        return text("id");
    }

    /** Whether a snapshot or update in named format holds this key. */
    public boolean has(String key) {
        return json.path("values").has(key);
    }

    /** The value of this key; fails the test if it is not there or no number. */
    public double value(String key) {
        JsonNode value = json.path("values").path(key);
        if (!value.isNumber()) {
            throw new AssertionError(key + " is no number in " + abbreviated());
        }
        return value.doubleValue();
    }

    /** The word for a value that is null, empty if there is none. */
    public String state(String key) {
        return json.path("states").path(key).asText("");
    }

    /** All keys of the values. */
    public List<String> keys() {
        List<String> keys = new ArrayList<>();
        json.path("values").fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** Takes over what a message in named format says about the state. */
    public void applyTo(Map<String, JsonNode> state) {
        if (is("snapshot") && json.path("part").asInt(1) == 1) {
            state.clear();
        }
        for (String key : keys()) {
            if (state(key).equals("gone")) {
                state.remove(key);
            } else {
                state.put(key, json.path("values").get(key));
            }
        }
    }

    /** The message, or its beginning if it is long. */
    public String abbreviated() {
        return text.length() <= 300 ? text : text.substring(0, 300) + "... (" + text.length() + " characters)";
    }

    @Override
    public String toString() {
        return abbreviated();
    }
}
