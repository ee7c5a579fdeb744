package io.pulseboard.query;

/**
 * How much a query may ask for, so that none is expensive to parse or to match. Immutable.
 *
 * @param maxSelectors how many selectors a query may hold, 64 by default
 * @param maxLength how long a selector may be, in UTF-16 code units, 4096 by default
 * @param maxMatchers how many matchers a selector may hold, its name included, 32 by default
 * @param maxRegexSize how many instructions a regular expression may compile to, 1000 by default; matching takes at most this
 *     many steps per character. A list of words ({@code a|b|c}) needs none
 */
public record QueryLimits(int maxSelectors, int maxLength, int maxMatchers, int maxRegexSize) {
    /** The defaults. */
    public static final QueryLimits DEFAULT = new QueryLimits(64, 4096, 32, 1000);

    /**
     * @throws IllegalArgumentException if a limit is below 1
     */
    public QueryLimits {
        if (maxSelectors < 1 || maxLength < 1 || maxMatchers < 1 || maxRegexSize < 1) {
            throw new IllegalArgumentException("limits of a query must be at least 1: " + maxSelectors + ", "
                    + maxLength + ", " + maxMatchers + ", " + maxRegexSize);
        }
    }
}
