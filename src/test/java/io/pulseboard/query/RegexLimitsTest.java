package io.pulseboard.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexLimitsTest {
    private static final int SIZE = QueryLimits.DEFAULT.maxRegexSize();

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+b", "(a|a)*b", "(a|aa)+b", "(.*a){12}b", "(a*)*(a*)*b", "^(([a-z])+.)+[A-Z]b$"})
    void staysLinearWhereBacktrackingWouldNot(String regex) throws BadRegexException {
        ValuePredicate predicate = ValuePredicate.regex(regex, SIZE);
        String value = "a".repeat(4096);

        boolean matches = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> predicate.test(value));

        assertThat(matches).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a{1001}",
                "(a{100}){100}",
                "((a{1000}){1000}){1000}",
                "(a{1000})\\Q\\E{1000}",
                "(x{0,1000}){3}",
                "a{500}b{501}",
                "[a-z]{99999999}",
                "[a-z]{999999999999999999999}",
            })
    void refusesRepetitionsThatWouldFillTheHeap(String regex) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThrows(BadRegexException.class, () -> ValuePredicate.regex(regex, SIZE)));
    }

    @Test
    void refusesDeepNesting() {
        String regex = "(".repeat(2000) + "a" + ")".repeat(2000);

        assertThat(assertThrows(BadRegexException.class, () -> ValuePredicate.regex(regex, SIZE)))
                .hasMessage("more than 200 parentheses");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(\\d{1,3}\\.){3}\\d{1,3}",
                "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}",
                "(?P<env>prod|test)-(?:eu|us)-[a-z]+",
            })
    void acceptsWhatPeopleWrite(String regex) throws BadRegexException {
        assertThat(ValuePredicate.regex(regex, SIZE)).isInstanceOf(ValuePredicate.Regex.class);
    }

    @Test
    void acceptsAnyNumberOfWords() throws BadRegexException {
        StringBuilder words = new StringBuilder("w0\\.x");
        for (int i = 1; i < 500; i++) {
            words.append("|w").append(i).append("\\.x");
        }

        ValuePredicate predicate = ValuePredicate.regex(words.toString(), SIZE);

        assertThat(predicate.values()).hasSize(500).contains("w499.x");
        assertThat(predicate.test("w250.x")).isTrue();
        assertThat(predicate.test("w250-x")).isFalse();
    }

    /** The largest that is accepted still runs on a thread with half the usual stack. */
    @ParameterizedTest
    @ValueSource(strings = {"x{0,480}", "(((((x{0,480})))))", "(x?x?){60}"})
    void needsLittleStack(String regex) throws InterruptedException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(null, () -> matchOnce(regex), "small stack", 512 * 1024);
        thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));

        thread.start();
        thread.join();

        assertThat(failure.get()).isNull();
    }

    private static void matchOnce(String regex) {
        try {
            ValuePredicate.regex(regex, SIZE).test("x".repeat(400) + "y");
        } catch (BadRegexException e) {
            throw new AssertionError(e);
        }
    }
}
