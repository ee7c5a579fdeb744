package io.pulseboard.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;

/** Messages as CBOR (RFC 8949), of which each is one item. Without state, for any thread. */
public final class Cbor {
    private static final String EXPECTED =
            "one map with text keys, such as {\"op\": \"subscribe\", \"query\": \"node_load1\"}";

    private Cbor() {}

    /**
     * Writes a message in its deterministic encoding (section 4.2.1).
     *
     * @throws IllegalArgumentException if there is something in it that is not JSON, or a number beyond 64 bits
     */
    public static byte[] encode(JsonNode message) {
        return new CborBytes(128).item(message).toByteArray();
    }

    /**
     * Reads what a client sent, whose length is limited already.
     *
     * @throws ProblemException with status 400 if that is not one item of what messages are made of
     */
    public static JsonNode decode(byte[] message) {
        try {
            return CborReader.read(message);
        } catch (CborSyntaxException fault) {
            String what = "cannot read the message at byte " + fault.position() + ": " + fault.getMessage();
            throw new ProblemException(
                    400, new Problem("bad_message", what, null, null, null, fault.position(), EXPECTED));
        }
    }
}
