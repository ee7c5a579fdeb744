package io.pulseboard.ingest.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.pulseboard.http.Excerpt;
import io.pulseboard.http.JsonFault;
import io.pulseboard.ingest.otlp.JsonMessage.Field;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request in JSON anew as protocol buffers (OTLP 1.9, "JSON Protobuf Encoding"; protobuf.dev, "ProtoJSON Format"). Unknown
 * fields are left out, {@code null} is a field that is not there. Reused; not for use by several threads at once.
 */
final class OtlpJsonParser {
    /** Deep enough for the deepest attribute value that is taken, which has four levels of JSON for each of its own. */
    private static final int MAX_DEPTH = 100;

    private static final int MAX_NAME = 4 * 1024;
    private static final int MAX_NUMBER = 128;

    private static final Set<String> NO_NUMBERS = Set.of("NaN", "Infinity", "-Infinity");
    private static final String TEMPORALITY = "AGGREGATION_TEMPORALITY_";
    private static final BigInteger TWO_TO_THE_64 = BigInteger.ONE.shiftLeft(Long.SIZE);

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(MAX_NAME)
                    .maxNumberLength(MAX_NUMBER)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final ProtobufWriter out = new ProtobufWriter();

    /**
     * Reads one body.
     *
     * @return the same request as protocol buffers; valid until the next body is read
     * @throws MalformedJsonException if it is not JSON, or a field has a value of another type
     */
    ProtobufWriter parse(byte[] body) throws MalformedJsonException {
        out.clear();
        try (JsonParser json = FACTORY.createParser(body)) {
            request(json);
            return out;
        } catch (IOException malformed) {
            throw new MalformedJsonException("the text is not UTF-8");
        }
    }

    private void request(JsonParser json) throws IOException, MalformedJsonException {
        try {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw fault(json, "expected an object {\"resourceMetrics\":[...]}");
            }
            message(json, JsonMessage.REQUEST);
            if (json.nextToken() != null) {
                throw fault(json, "there is something behind the request");
            }
        } catch (JsonProcessingException malformed) {
            throw new MalformedJsonException(
                    JsonFault.of(malformed, json.currentLocation()).toString());
        }
    }

    /** Reads an object whose begin has been read. */
    private void message(JsonParser json, JsonMessage message) throws IOException, MalformedJsonException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            Field field = message.field(json.currentName());
            JsonToken token = json.nextToken();
            if (field == null) {
                json.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                if (field.repeated()) {
                    array(json, field);
                } else {
                    value(json, field, field.number());
                }
            }
        }
    }

    private void array(JsonParser json, Field field) throws IOException, MalformedJsonException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw fault(json, "field '" + json.currentName() + "' has to be an array");
        }
        if (field.type() == JsonMessage.Type.MESSAGE) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                value(json, field, field.number());
            }
            return;
        }
        int begun = out.begin(field.number());
        while (json.nextToken() != JsonToken.END_ARRAY) {
            // Packed numbers have no tags of their own.
            value(json, field, 0);
        }
        out.end(begun);
    }

    /**
     * Reads a value.
     *
     * @param number of the field, 0 for one of packed numbers
     */
    private void value(JsonParser json, Field field, int number) throws IOException, MalformedJsonException {
        switch (field.type()) {
            case STRING -> out.text(number, text(json));
            case BASE64 -> out.bytes(number, base64(json));
            case HEX -> out.bytes(number, hex(json));
            case BOOL -> out.varint(number, bool(json) ? 1 : 0);
            case INT -> varint(number, integer(json));
            case ZIGZAG -> {
                long value = integer(json);
                varint(number, value << 1 ^ value >> (Long.SIZE - 1));
            }
            case FIXED64 -> fixed64(number, integer(json));
            case DOUBLE -> fixed64(number, Double.doubleToRawLongBits(floating(json)));
            case TEMPORALITY -> out.varint(number, temporality(json));
            case MESSAGE -> object(json, field, number);
        }
    }

    private void varint(int number, long value) {
        if (number == 0) {
            out.bareVarint(value);
        } else {
            out.varint(number, value);
        }
    }

    private void fixed64(int number, long value) {
        if (number == 0) {
            out.bareFixed64(value);
        } else {
            out.fixed64(number, value);
        }
    }

    private void object(JsonParser json, Field field, int number) throws IOException, MalformedJsonException {
        JsonMessage message = field.message();
        if (message == null || json.currentToken() != JsonToken.START_OBJECT) {
            throw fault(json, "expected an object" + in(json));
        }
        int begun = out.begin(number);
        message(json, message);
        out.end(begun);
    }

    private static String text(JsonParser json) throws IOException, MalformedJsonException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw fault(json, "expected text" + in(json));
        }
        return json.getText();
    }

    private static byte[] base64(JsonParser json) throws IOException, MalformedJsonException {
        // ProtoJSON: either alphabet, with padding or without.
        String text = text(json).replace('-', '+').replace('_', '/');
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException malformed) {
            throw fault(json, "expected base64" + in(json));
        }
    }

    private static byte[] hex(JsonParser json) throws IOException, MalformedJsonException {
        try {
            return HexFormat.of().parseHex(text(json));
        } catch (IllegalArgumentException malformed) {
            throw fault(json, "expected hexadecimal digits" + in(json));
        }
    }

    private static boolean bool(JsonParser json) throws IOException, MalformedJsonException {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw fault(json, "expected true or false" + in(json));
        };
    }

    /** A whole number of 64 bits, with a sign or without. */
    private static long integer(JsonParser json) throws IOException, MalformedJsonException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
                && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return json.getLongValue();
        }
        String text = numberText(json);
        if (text != null && text.length() <= MAX_NUMBER) {
            Long small = plainLong(text);
            if (small != null) {
                return small;
            }
            BigInteger whole = wholeNumber(text);
            if (whole != null && whole.bitLength() <= (whole.signum() < 0 ? Long.SIZE - 1 : Long.SIZE)) {
                return whole.mod(TWO_TO_THE_64).longValue();
            }
        }
        throw fault(json, "expected a whole number of 64 bits" + in(json));
    }

    private static @Nullable String numberText(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getText();
            default -> null;
        };
    }

    private static @Nullable Long plainLong(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 18;
        for (int i = 0; i < text.length() && digits; i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digits ? Long.valueOf(text) : null;
    }

    private static @Nullable BigInteger wholeNumber(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            // An exponent must not make a number of a gigabyte.
            return Math.abs((long) number.scale()) > MAX_NUMBER ? null : number.toBigIntegerExact();
        } catch (ArithmeticException | NumberFormatException notWhole) {
            return null;
        }
    }

    private static double floating(JsonParser json) throws IOException, MalformedJsonException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT) {
            return json.getDoubleValue();
        }
        String text = numberText(json);
        // ProtoJSON's three words are those that Java has.
        boolean known = text != null && (NO_NUMBERS.contains(text) || isDecimal(text));
        if (text == null || !known) {
            throw fault(json, "expected a number" + in(json));
        }
        return Double.parseDouble(text);
    }

    /** Whether this is a number as JSON writes it; {@link Double#parseDouble} takes more. */
    private static boolean isDecimal(String text) {
        if (text.length() > MAX_NUMBER) {
            return false;
        }
        try {
            return !text.isEmpty() && new BigDecimal(text).precision() > 0;
        } catch (NumberFormatException none) {
            return false;
        }
    }

    private static long temporality(JsonParser json) throws IOException, MalformedJsonException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            return integer(json);
        }
        return switch (json.getText()) {
            case TEMPORALITY + "UNSPECIFIED" -> 0;
            case TEMPORALITY + "DELTA" -> Family.TEMPORALITY_DELTA;
            case TEMPORALITY + "CUMULATIVE" -> Family.TEMPORALITY_CUMULATIVE;
            default -> integer(json);
        };
    }

    private static String in(JsonParser json) throws IOException {
        String name = json.currentName();
        return name == null ? "" : " in field '" + Excerpt.of(name) + "'";
    }

    private static MalformedJsonException fault(JsonParser json, String message) {
        return new MalformedJsonException("line " + json.currentTokenLocation().getLineNr() + ", column "
                + json.currentTokenLocation().getColumnNr() + ": " + message);
    }
}
