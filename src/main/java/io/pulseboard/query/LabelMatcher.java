package io.pulseboard.query;

import org.jspecify.annotations.Nullable;

/**
 * One condition of a selector, such as {@code job!~"a.*"}. Immutable.
 *
 * @param label which label; {@link #NAME} for the metric name
 * @param operator how it compares
 * @param value what it compares to, as given: the text or the regular expression
 * @param predicate the test without the operator's negation
 */
record LabelMatcher(String label, Operator operator, String value, ValuePredicate predicate)
        implements Comparable<LabelMatcher> {
    /** The name under which Prometheus keeps the metric name among the labels. */
    static final String NAME = "__name__";

    /** How a matcher compares, in the order in which the canonical form writes them. */
    enum Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        MATCH("=~"),
        NOT_MATCH("!~");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        boolean isNegative() {
            return this == NOT_EQUAL || this == NOT_MATCH;
        }

        boolean isRegex() {
            return this == MATCH || this == NOT_MATCH;
        }
    }

    boolean isName() {
        return label.equals(NAME);
    }

    boolean isNegative() {
        return operator.isNegative();
    }

    /** Whether a label with this value satisfies the condition; null is a label that is missing. */
    boolean matches(@Nullable String labelValue) {
        return predicate.test(labelValue == null ? "" : labelValue) != operator.isNegative();
    }

    @Override
    public int compareTo(LabelMatcher other) {
        int byLabel = label.compareTo(other.label);
        if (byLabel != 0) {
            return byLabel;
        }
        int byOperator = operator.compareTo(other.operator);
        return byOperator != 0 ? byOperator : value.compareTo(other.value);
    }

    /** Two matchers are the same condition if they are written the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LabelMatcher that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * label.hashCode() + operator.hashCode()) + value.hashCode();
    }
}
