package io.pulseboard.delivery.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pulseboard.delivery.Cbor;
import io.pulseboard.delivery.EncodedMessage;
import io.pulseboard.delivery.Formats;
import io.pulseboard.http.Problem;
import io.pulseboard.hub.Annotation;
import io.pulseboard.hub.CloseReason;
import io.pulseboard.hub.FrameEncoder;
import io.pulseboard.hub.HandTurnedHub;
import io.pulseboard.hub.HandTurnedHub.Viewer;
import io.pulseboard.hub.Payload;
import io.pulseboard.hub.StreamPosition;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the examples in docs/protocol.md against the program. */
class ProtocolDocsTest {
    private static final Path DOCUMENT = Path.of("docs", "protocol.md");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final StreamPosition POSITION = new StreamPosition("k3", 1);

    /** Members of the messages that only a session on a socket makes; StreamSocketTest sees them come. */
    private static final Map<String, Set<String>> OF_SESSIONS =
            Map.of("subscribed", Set.of("type", "query", "every", "format"), "pong", Set.of("type", "t", "ts"));

    private static String document() throws IOException {
        return Files.readString(DOCUMENT);
    }

    private static List<String> found(String regex) throws IOException {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile(regex).matcher(document());
        while (matcher.find()) {
            found.add(matcher.group(1).strip());
        }
        return found;
    }

    /** Whole blocks, and messages in running text and tables. */
    static Stream<String> examples() throws IOException {
        return Stream.concat(found("(?s)```json\n(.*?)```").stream(), found("`(\\{\"(?:op|type)\":[^`]*})`").stream());
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException fault) {
            throw new AssertionError("not JSON: " + text, fault);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleIsWhatTheProgramSaysOrUnderstands(String example) {
        JsonNode message = read(example);
        if (message.has("op")) {
            assertThat(Operation.parse(example, JSON)).isNotNull();
        } else if (message.has("type")) {
            Map<String, Set<String>> produced = produced();
            assertThat(produced).containsKey(message.path("type").textValue());
            assertThat(names(message))
                    .isSubsetOf(produced.get(message.path("type").textValue()));
        } else {
            // Of /metrics/history, /metrics/budget, /metrics/annotations and /session, which have tests of their own.
            assertThat(names(message)).containsAnyOf("timestamps", "sources", "annotations", "text", "token");
        }
    }

    /** A block of JSON, and after it the same as CBOR: hexadecimal digits, with white space and comments. */
    static Stream<Arguments> binaryExamples() throws IOException {
        Matcher matcher =
                Pattern.compile("(?s)```json\n([^`]*?)```\n+```cbor\n(.*?)```").matcher(document());
        List<Arguments> examples = new ArrayList<>();
        while (matcher.find()) {
            String hex = matcher.group(2).replaceAll("#.*", "").replaceAll("\\s", "");
            examples.add(Arguments.of(matcher.group(1).strip(), hex));
        }
        return examples.stream();
    }

    @ParameterizedTest
    @MethodSource("binaryExamples")
    void aBinaryExampleIsTheDeterministicEncodingOfTheJsonBeforeIt(String json, String hex) {
        byte[] cbor = HexFormat.of().parseHex(hex);

        assertThat(HexFormat.of().formatHex(Cbor.encode(read(json)))).isEqualTo(hex);
        assertThat(read(Cbor.decode(cbor).toString())).isEqualTo(read(json));
        if (read(json).has("op")) {
            assertThat(Operation.parse(cbor)).hasSameClassAs(Operation.parse(json, JSON));
        }
    }

    @Test
    void everyTypeOfMessageHasABinaryExample() throws IOException {
        Set<String> shown = new TreeSet<>();
        binaryExamples()
                .forEach(example -> shown.add(
                        read(String.valueOf(example.get()[0])).path("type").asText("")));

        assertThat(shown).containsAll(produced().keySet());
    }

    @Test
    void everyTypeOfMessageHasAnExample() throws IOException {
        Set<String> shown = new TreeSet<>();
        examples()
                .map(ProtocolDocsTest::read)
                .forEach(message -> shown.add(message.path("type").asText("")));

        assertThat(shown).containsAll(produced().keySet());
    }

    @ParameterizedTest
    @EnumSource(CloseReason.class)
    void everyReasonToCloseIsListedWithItsCode(CloseReason reason) throws IOException {
        if (reason != CloseReason.CLIENT_LEFT) {
            assertThat(document())
                    .contains("| " + reason.webSocketCode() + " | `" + reason.text() + "` | "
                            + (reason.reconnect() ? "yes" : "no"));
        }
    }

    private static Set<String> names(JsonNode message) {
        Set<String> names = new TreeSet<>();
        message.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The types of messages, and the members that each of them can have. */
    private static Map<String, Set<String>> produced() {
        Map<String, Set<String>> produced = new TreeMap<>(OF_SESSIONS);
        List<String> messages = new ArrayList<>();
        for (FrameEncoder encoder : List.of(Formats.NAMED, Formats.COMPACT)) {
            frames(encoder).forEach(payload -> messages.add(((EncodedMessage) payload).text()));
        }
        messages.add(JSON.valueToTree(new Problem("code", "message", "parameter", 1, 1, 0, "expected"))
                .toString());
        for (String text : messages) {
            JsonNode message = read(text);
            produced.computeIfAbsent(message.path("type").textValue(), type -> new TreeSet<>())
                    .addAll(names(message));
        }
        return produced;
    }

    private static List<Payload> frames(FrameEncoder encoder) {
        HandTurnedHub hub = new HandTurnedHub();
        Sample[] many = new Sample[1100];
        for (int i = 0; i < many.length; i++) {
            many[i] = sample("many", Integer.toString(i) + "x".repeat(1000), i, hub.nextTickMillis() - 5);
        }
        hub.tick(many);
        Viewer slow = hub.view(encoder, null);
        List<Payload> frames = new ArrayList<>(slow.take(2));
        hub.tick(sample("one", "a", Double.NaN, hub.nextTickMillis() - 5));
        hub.tick(sample("one", "a", 1, hub.nextTickMillis()));
        frames.add(slow.next());
        frames.addAll(hub.view(encoder, POSITION).take(2));
        frames.addAll(hub.view(encoder, null).take(2));
        frames.add(encoder.heartbeat(POSITION, 1));
        frames.add(encoder.gap(POSITION, POSITION));
        frames.add(encoder.bye(CloseReason.SHUTDOWN, 1));
        frames.add(encoder.annotation(new Annotation(1, 1, "text", List.of())));
        return frames;
    }

    private static Sample sample(String name, String label, double value, long millis) {
        MetricMetadata gauge = new MetricMetadata(MetricType.GAUGE, "", "");
        return Sample.of(SeriesKey.of(name, "label", label), gauge, value, millis);
    }
}
