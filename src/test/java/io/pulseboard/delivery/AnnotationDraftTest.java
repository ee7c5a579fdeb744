package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnotationDraftTest {
    private static AnnotationDraft read(String json) {
        return AnnotationDraft.read(parse(json));
    }

    private static JsonNode parse(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException fault) {
            throw new AssertionError(fault);
        }
    }

    private static ObjectNode withText(String text) {
        return JsonNodeFactory.instance.objectNode().put("text", text);
    }

    private static ObjectNode withTags(String... tags) {
        ObjectNode node = withText("x");
        List.of(tags).forEach(node.putArray("tags")::add);
        return node;
    }

    private static void assertRefused(JsonNode node, String parameter, String message) {
        assertThatThrownBy(() -> AnnotationDraft.read(node)).isInstanceOfSatisfying(ProblemException.class, refusal -> {
            Problem problem = refusal.problem();
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(problem.code()).isEqualTo("bad_message");
            assertThat(problem.parameter()).isEqualTo(parameter);
            assertThat(problem.message()).contains(message);
            assertThat(problem.expected()).isNotEmpty();
        });
    }

    private static void assertRefusedAt(int position, JsonNode node) {
        assertThatThrownBy(() -> AnnotationDraft.read(node))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().position()).isEqualTo(position));
    }

    @Test
    void allMembersAreRead() {
        assertThat(read("{\"text\":\"deployed 1.2\",\"tags\":[\"deploy\",\"shop\"],\"ts\":1763800000000,\"more\":1}"))
                .isEqualTo(new AnnotationDraft("deployed 1.2", List.of("deploy", "shop"), 1_763_800_000_000L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"text\":\"x\"}", "{\"text\":\"x\",\"tags\":null,\"ts\":null}", "{\"text\":\"x\",\"tags\":[]}"
            })
    void textIsEnough(String json) {
        assertThat(read(json)).isEqualTo(new AnnotationDraft("x", List.of(), null));
    }

    @Test
    void oneTagNeedsNoArray() {
        assertThat(read("{\"text\":\"x\",\"tags\":\"deploy\"}").tags()).containsExactly("deploy");
    }

    @Test
    void whiteSpaceAroundIsTakenAway() {
        ObjectNode node = withTags(" deploy\t");
        node.put("text", "\n\t two\nlines \u2003\r\n");

        assertThat(AnnotationDraft.read(node)).isEqualTo(new AnnotationDraft("two\nlines", List.of("deploy"), null));
    }

    @Test
    void theTextMayBeAsLongAsTheLimit() {
        assertThat(AnnotationDraft.read(withText(" " + "x".repeat(500) + " ")).text())
                .hasSize(500);
    }

    @Test
    void aLongerTextIsRefused() {
        assertRefused(withText("x".repeat(501)), "text", "501 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"text\":null}",
                "{\"text\":\"\"}",
                "{\"text\":\" \\n \"}",
                "{\"text\":7}",
                "{\"text\":[\"x\"]}"
            })
    void noTextIsRefused(String json) {
        assertRefused(parse(json), "text", "text");
    }

    @ParameterizedTest
    @CsvSource({"0000, 2", "0009, 2", "000d, 2", "001b, 2", "007f, 2", "0085, 2", "009f, 2", "d800, 2", "dc00, 2"})
    void aControlCharacterIsRefusedWithItsPlace(String hex, int position) {
        char c = (char) Integer.parseInt(hex, 16);

        assertRefusedAt(position, withText(" a" + c + "b"));
        assertRefused(withText(" a" + c + "b"), "text", "U+" + hex.toUpperCase(java.util.Locale.ROOT));
    }

    @Test
    void everyOtherCharacterIsText() {
        String text = "<b>deployed</b> \ud83d\ude80 \u2028 größer";

        assertThat(AnnotationDraft.read(withText(text)).text()).isEqualTo(text);
    }

    @Test
    void aPlaceIsCountedInCodeUnits() {
        assertRefusedAt(3, withText("\ud83d\ude80x\u0000y"));
    }

    @Test
    void tenTagsOfFiftyCharactersAreTaken() {
        String tag = "x".repeat(50);

        assertThat(AnnotationDraft.read(withTags(tag, tag, tag, tag, tag, tag, tag, tag, tag, tag))
                        .tags())
                .hasSize(10);
    }

    @Test
    void moreOrLongerOrEmptyTagsAreNot() {
        assertRefused(withTags("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"), "tags", "11 tags");
        assertRefused(withTags("x".repeat(51)), "tags", "51 characters");
        assertRefused(withTags("deploy", " "), "tags", "0 characters");
    }

    @Test
    void aTagIsOneLine() {
        assertRefusedAt(1, withTags("a\nb"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "{\"a\":\"b\"}", "[1]", "[[\"a\"]]", "[null]", "true"})
    void tagsAreStrings(String tags) {
        assertRefused(parse("{\"text\":\"x\",\"tags\":" + tags + "}"), "tags", "tags holds");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, -1", "1763800000000.9, 1763800000000", "1.7638e12, 1763800000000"})
    void aTimeIsANumber(String ts, long millis) {
        assertThat(read("{\"text\":\"x\",\"ts\":" + ts + "}").timestampMillis()).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"now\"", "\"1763800000000\"", "true", "[1]", "{}", "9007199254740992", "1e400", "-1e400"})
    void anythingElseIsNoTime(String ts) {
        assertRefused(parse("{\"text\":\"x\",\"ts\":" + ts + "}"), "ts", "ts is");
    }
}
