package io.pulseboard.query;

import io.pulseboard.query.LabelMatcher.Operator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one vector selector by recursive descent, after Prometheus's grammar:
 *
 * <pre>
 * selector := name | [name] '{' [item {',' item} [',']] '}'
 * item     := (name | string) operator string | string        (a string alone is the metric name)
 * operator := '=' | '!=' | '=~' | '!~'
 * </pre>
 *
 * White space and {@code #} comments may stand between all of these. Words that PromQL reserves ({@code sum}, {@code on}) are
 * metric names here, since nothing else could be meant. Used once.
 */
final class SelectorParser {
    private final Scanner scanner;
    private final QueryLimits limits;
    private final List<LabelMatcher> matchers = new ArrayList<>();

    /** Whether a name stood alone; then, as in Prometheus, {@code __name__} must not be matched beside it. */
    private boolean named;

    SelectorParser(String text, QueryLimits limits) {
        this.scanner = new Scanner(text);
        this.limits = limits;
    }

    Selector parse() throws QuerySyntaxException {
        int length = scanner.text().length();
        if (length > limits.maxLength()) {
            throw scanner.problem(
                    limits.maxLength(),
                    "selector too long (" + length + ")",
                    "at most " + limits.maxLength() + " characters");
        }
        scanner.skipSpace();
        int start = scanner.position();
        String name = scanner.name(true);
        if (name != null) {
            addName(name, start);
            scanner.skipSpace();
        } else if (!scanner.lookingAt('{')) {
            throw scanner.unexpected("a metric name or '{'");
        }
        if (scanner.accept('{')) {
            items();
        }
        requireEnd();
        requireSomethingNotEmpty(start);
        return new Selector(matchers);
    }

    private void items() throws QuerySyntaxException {
        scanner.skipSpace();
        while (!scanner.accept('}')) {
            item();
            scanner.skipSpace();
            if (scanner.accept(',')) {
                scanner.skipSpace();
            } else if (!scanner.lookingAt('}')) {
                throw scanner.unexpected("',' or '}'");
            }
        }
    }

    private void item() throws QuerySyntaxException {
        int start = scanner.position();
        String label = scanner.name(false);
        boolean quoted = label == null;
        if (label == null) {
            label = scanner.string();
        }
        if (label == null) {
            throw scanner.unexpected("a label name, a quoted name or '}'");
        }
        scanner.skipSpace();
        if (quoted && (scanner.lookingAt(',') || scanner.lookingAt('}'))) {
            addName(label, start);
            return;
        }
        if (label.isEmpty()) {
            throw scanner.problem(start, "empty label name", "a label name");
        }
        Operator operator = operator(quoted);
        scanner.skipSpace();
        int valueAt = scanner.position();
        String value = scanner.string();
        if (value == null) {
            throw scanner.unexpected("a quoted string");
        }
        if (named && label.equals(LabelMatcher.NAME)) {
            throw twoNames(start);
        }
        add(label, operator, value, start, valueAt);
    }

    private Operator operator(boolean quoted) throws QuerySyntaxException {
        for (Operator operator : List.of(Operator.MATCH, Operator.NOT_MATCH, Operator.NOT_EQUAL, Operator.EQUAL)) {
            if (scanner.accept(operator.text())) {
                return operator;
            }
        }
        throw scanner.unexpected(quoted ? "'=', '!=', '=~', '!~', ',' or '}'" : "'=', '!=', '=~' or '!~'");
    }

    private void addName(String name, int start) throws QuerySyntaxException {
        if (name.isEmpty()) {
            throw scanner.problem(start, "empty metric name", "a metric name");
        }
        if (matchers.stream().anyMatch(LabelMatcher::isName)) {
            throw twoNames(start);
        }
        named = true;
        add(LabelMatcher.NAME, Operator.EQUAL, name, start, start);
    }

    private QuerySyntaxException twoNames(int start) {
        return scanner.problem(start, "a second metric name", "one metric name");
    }

    private void add(String label, Operator operator, String value, int start, int valueAt)
            throws QuerySyntaxException {
        if (matchers.size() == limits.maxMatchers()) {
            throw scanner.problem(start, "too many matchers", "at most " + limits.maxMatchers() + " matchers");
        }
        matchers.add(new LabelMatcher(label, operator, value, predicate(operator, value, valueAt)));
    }

    private ValuePredicate predicate(Operator operator, String value, int at) throws QuerySyntaxException {
        if (!operator.isRegex()) {
            return new ValuePredicate.Exactly(value);
        }
        try {
            return ValuePredicate.regex(value, limits.maxRegexSize());
        } catch (BadRegexException e) {
            throw scanner.problem(
                    at, "bad regular expression: " + e.getMessage(), "a regular expression of RE2's syntax");
        }
    }

    private void requireEnd() throws QuerySyntaxException {
        scanner.skipSpace();
        if (scanner.atEnd()) {
            return;
        }
        String unsupported = unsupported();
        if (unsupported != null) {
            throw scanner.problem(
                    scanner.position(), unsupported + " (a query only selects series)", "the end of the selector");
        }
        if (scanner.lookingAtUnquotable()) {
            throw scanner.problem(
                    scanner.position(),
                    "a character that a metric name without quotes cannot hold",
                    "the end of the selector, or the whole name quoted in braces, {\"...\"}");
        }
        throw scanner.unexpected("the end of the selector");
    }

    /** What PromQL would make of the text that follows the selector, null if nothing. */
    private @Nullable String unsupported() {
        if (scanner.lookingAt('[')) {
            return "ranges are not supported";
        }
        if (scanner.lookingAt('(')) {
            return "functions are not supported";
        }
        if (scanner.lookingAt('@') || scanner.lookingAtWord("offset")) {
            return "'offset' and '@' are not supported";
        }
        if (scanner.lookingAtWord("or")) {
            return "'or' is not supported (give several queries instead)";
        }
        if (scanner.lookingAtOperator()) {
            return "operators are not supported";
        }
        return null;
    }

    private void requireSomethingNotEmpty(int start) throws QuerySyntaxException {
        if (matchers.stream().allMatch(matcher -> matcher.matches(null))) {
            throw scanner.problem(
                    start,
                    "a selector whose matchers all match a label that is missing, so that it would select everything",
                    "a matcher that does not match the empty value (without any query, everything is selected)");
        }
    }
}
