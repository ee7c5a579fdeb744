package io.pulseboard.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.metric.SeriesKey;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Throws pieces of selectors and of regular expressions at the parser: it either understands them or says why not. */
class QueryFuzzTest {
    private static final int QUERIES = 20_000;
    private static final List<String> PIECES = List.of(
            "up",
            "a",
            "job",
            "__name__",
            "{",
            "}",
            "{",
            "}",
            ",",
            "=",
            "!=",
            "=~",
            "!~",
            "\"",
            "\"",
            "'",
            "`",
            "\\",
            "\\x4",
            "\\xff",
            "\\u00e4",
            "\\ud800",
            "\\U0010ffff",
            "\\n",
            "\n",
            " ",
            "#",
            "[5m]",
            " offset 1m",
            " or ",
            "ä",
            "😀",
            "\ud83d",
            "\u0000",
            ".",
            "*",
            "+",
            "?",
            "(",
            ")",
            "(?i",
            "(?:",
            "(?P<n>",
            "[",
            "[^",
            "]",
            "-",
            "|",
            "^",
            "$",
            "{2}",
            "{1,9}",
            "{1000}",
            "{,3}",
            "\\\\d",
            "\\\\pL",
            "\\\\p{",
            "\\\\Q",
            "\\\\E",
            "\\\\b",
            "\\\\1",
            "[[:alpha:]]",
            "0",
            "9");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void eitherUnderstandsOrSaysWhyNot(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < QUERIES; i++) {
            String selector = random.nextBoolean() ? pieces(random) : "{a=~\"" + pieces(random) + "\"}";
            try {
                Query query = Query.parse(List.of(selector));
                query.select(SeriesKey.of("up", "a", "job 09 ä😀"), null);
                assertThat(Query.parse(query.selectors())).as(selector).isEqualTo(query);
            } catch (QuerySyntaxException e) {
                assertThat(e.position()).as(selector).isBetween(0, selector.length());
                assertThat(e.expected()).as(selector).isNotEmpty();
            }
        }
    }

    private static String pieces(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(14); i >= 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }
}
