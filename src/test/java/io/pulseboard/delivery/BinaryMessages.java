package io.pulseboard.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Messages of the binary sub-protocol, as a client reads and writes them. For any thread. */
public final class BinaryMessages {
    /** What a client offers that speaks it. */
    public static final String PROTOCOL = "pulseboard.cbor.v1";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CBORMapper CBOR = new CBORMapper();

    /** What series are called, by epoch and number: who goes on from a position is not told again. */
    private static final Map<String, String> KEYS = new ConcurrentHashMap<>();

    private BinaryMessages() {}

    /**
     * Reads a message; fails the test if it is not in its deterministic encoding. One of the compact format gets the members {@code values}
     * and {@code states} of the named one on top; its text is without them.
     */
    public static StreamMessage read(byte[] cbor) {
        JsonNode message = Cbor.decode(cbor);
        if (!Arrays.equals(cbor, Cbor.encode(message))) {
            throw new AssertionError("not deterministic: " + message);
        }
        StreamMessage read = StreamMessage.parse(message.toString());
        return message.has("n") ? new StreamMessage(read.text(), named(read)) : read;
    }

    private static ObjectNode named(StreamMessage compact) {
        ObjectNode named = compact.json().deepCopy();
        String epoch = compact.id().substring(0, compact.id().lastIndexOf('-') + 1);
        named.path("define")
                .forEach(each -> KEYS.put(epoch + each.get(0), each.get(1).textValue()));
        ObjectNode values = named.putObject("values");
        ObjectNode states = JSON.createObjectNode();
        for (int i = 0; i < named.path("n").size(); i++) {
            String number = named.path("n").get(i).toString();
            String key = KEYS.get(epoch + number);
            if (key == null) {
                throw new AssertionError("number " + number + " was never defined: " + compact);
            }
            values.set(key, named.path("v").get(i));
            if (named.path("states").has(number)) {
                states.set(key, named.path("states").get(number));
            }
        }
        named.set("states", states);
        return named;
    }

    /** The message as an encoder that is not the program's writes it; what is no JSON object as it is. */
    public static byte[] write(String json) {
        try {
            JsonNode message = JSON.readTree(json);
            return message.isObject() ? CBOR.writeValueAsBytes(message) : json.getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException noJson) {
            return json.getBytes(StandardCharsets.UTF_8);
        }
    }
}
