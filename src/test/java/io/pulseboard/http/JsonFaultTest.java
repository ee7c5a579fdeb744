package io.pulseboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFaultTest {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(4)
                    .maxNumberLength(10)
                    .maxStringLength(150)
                    .maxNameLength(10)
                    .build())
            .build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":foo} | 1 | 6 | expected a value, found 'foo'",
                "hello | 1 | 1 | expected a value, found 'hello'",
                "{\"a\":NaN} | 1 | 6 | 'NaN' is no number in JSON; where it is taken, it stands in double quotes",
                "{\"a\":-Infinity} | 1 | 6 | '-Infinity' is no number in JSON; where it is taken, it stands in double quotes",
                "{\"a\":+1} | 1 | 7 | a number in JSON has no plus sign",
                "{\"a\":-} | 1 | 7 | expected a digit, found '}'",
                "{\"a\":1e} | 1 | 8 | expected a digit, found '}'",
                "{\"a\":01} | 1 | 7 | a number in JSON has no zeros in front",
                "{\"a\":.5} | 1 | 6 | expected a value, found '.'",
                "{\"a\":1x} | 1 | 7 | expected a comma or the end of the object, found 'x'",
                "{\"a\":1 \"b\":2} | 1 | 8 | expected a comma or the end of the object, found '\"'",
                "[1 2] | 1 | 4 | expected a comma or the end of the array, found '2'",
                "{\"a\" 1} | 1 | 6 | expected a colon, found '1'",
                "{a:1} | 1 | 2 | expected a name in double quotes, found 'a'",
                "{'a':1} | 1 | 2 | expected a name in double quotes, found '''",
                "{\"a\":1,} | 1 | 8 | expected a name in double quotes, found '}'",
                "[1,] | 1 | 4 | expected a value, found ']'",
                "{\"a\":} | 1 | 6 | expected a value, found '}'",
                "{\"a\":1 \u00a0} | 1 | 8 | expected a comma or the end of the object, found a character that is not ASCII",
                "[1} | 1 | 3 | expected a comma or the end of the array, found '}'",
                "{\"a\":1] | 1 | 7 | expected a comma or the end of the object, found ']'",
                "[1]] | 1 | 4 | ']' ends what has not begun",
                "{\"a\":1 | 1 | 7 | the text ends within an object",
                "{\"a\": | 1 | 6 | the text ends within an object",
                "[1 | 1 | 3 | the text ends within an array",
                "{\"a\":\"b | 1 | 8 | the text ends within a string",
                "{\"a | 1 | 4 | the text ends within a string",
                "{\"a\":\"\\u12 | 1 | 11 | the text ends within a string",
                "- | 1 | 2 | the text ends too early",
                "// no | 1 | 1 | there are no comments in JSON",
                "{\"a\":\"\\q\"} | 1 | 8 | a backslash before 'q' is no escape in JSON",
                "{\"a\":\"\\u12g4\"} | 1 | 11 | expected four hexadecimal digits behind \\u, found 'g'",
                "{\"a\":1,\"a\":2} | 1 | 11 | 'a' is given twice",
                "1\"a\" | 1 | 2 | expected white space before the next value, found '\"'",
                "[[[[[1]]]]] | 1 | 6 | nested deeper than 4 levels",
                "{\"a\":12345678901} | 1 | 17 | a number is longer than 10 characters",
                "{\"12345678901\":1} | 1 | 15 | a name is longer than 10 characters",
            })
    void saysInPlainWordsWhatIsWrongAndWhere(String text, int line, int column, String reason) throws IOException {
        assertThat(fault(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(new JsonFault(reason, line, column));
    }

    @Test
    void controlCharactersAreNamedAndNotRepeated() throws IOException {
        assertThat(fault("{\"a\":\n\"b\nc\"}".getBytes(StandardCharsets.UTF_8)).reason())
                .isEqualTo("a control character (code 10) in a string has to be escaped");
        assertThat(fault("\u001e{}".getBytes(StandardCharsets.UTF_8)).reason())
                .isEqualTo("there is a control character (code 30) between values");
        assertThat(fault("{\"a\":\u007f}".getBytes(StandardCharsets.UTF_8)).reason())
                .isEqualTo("expected a value, found a control character (code 127)");
    }

    @Test
    void aLongTokenIsCut() throws IOException {
        assertThat(fault("x".repeat(1_000).getBytes(StandardCharsets.UTF_8)).reason())
                .isEqualTo("expected a value, found '" + "x".repeat(128) + "...'");
        assertThat(fault(("[\"" + "x".repeat(151) + "\"]").getBytes(StandardCharsets.UTF_8))
                        .reason())
                .isEqualTo("a string is longer than 150 characters");
    }

    @Test
    void whatIsNoTextIsToldAsThat() throws IOException {
        assertThat(fault(new byte[] {'"', (byte) 0xff, '"'})).isEqualTo(new JsonFault("the text is not UTF-8", 1, 3));
        assertThat(fault(new byte[] {'"', (byte) 0xc3, 'x', '"'}).reason()).isEqualTo("the text is not UTF-8");
    }

    @Test
    void whatComesBehindTheValueIsTold() {
        JsonFault found = null;
        try {
            new ObjectMapper()
                    .reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree("{}\n {}");
        } catch (JacksonException fault) {
            found = JsonFault.of(fault, null);
        }

        assertThat(found).isEqualTo(new JsonFault("there is something behind the value", 2, 2));
    }

    @Test
    void whatIsNotKnownIsNotRepeated() {
        class Odd extends JacksonException {
            private static final long serialVersionUID = 1L;

            Odd() {
                super("see `JsonReadFeature.ALLOW_ODD`");
            }

            @Override
            public com.fasterxml.jackson.core.JsonLocation getLocation() {
                return com.fasterxml.jackson.core.JsonLocation.NA;
            }

            @Override
            public String getOriginalMessage() {
                return String.valueOf(getMessage());
            }

            @Override
            public Object getProcessor() {
                return "";
            }
        }

        assertThat(JsonFault.of(new Odd(), null)).isEqualTo(new JsonFault("this is not JSON", 1, 1));
    }

    @Test
    void placeAndReasonStandInOneLine() {
        assertThat(new JsonFault("expected a value, found 'x'", 3, 7))
                .hasToString("line 3, column 7: expected a value, found 'x'");
    }

    private static JsonFault fault(byte[] text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            try {
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    if (token == JsonToken.VALUE_STRING) {
                        parser.getText();
                    }
                }
            } catch (JacksonException fault) {
                return JsonFault.of(fault, parser.currentLocation());
            }
        }
        throw new AssertionError("taken as JSON: " + new String(text, StandardCharsets.UTF_8));
    }
}
