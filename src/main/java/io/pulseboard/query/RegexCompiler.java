package io.pulseboard.query;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Compiles regular expressions that strangers wrote. RE2 matches in linear time, but compiling writes counted repetitions out, and
 * nested ones multiply: {@code ((a{1000}){1000}){1000}} would fill any heap. So a bound of the size is computed from the text
 * first, without parsing it, and the exact size is checked after. Both bounds also keep RE2/J's recursion, which is as deep as
 * parentheses nest or instructions chain, within a small thread stack.
 */
final class RegexCompiler {
    private static final int MAX_PARENTHESES = 200;
    private static final int BOUND_SLACK = 8;

    private static final java.util.regex.Pattern COUNTED =
            java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?\\}");

    private RegexCompiler() {}

    static Pattern compile(String regex, int maxSize) throws BadRegexException {
        if (regex.chars().filter(c -> c == '(').count() > MAX_PARENTHESES) {
            throw new BadRegexException("more than " + MAX_PARENTHESES + " parentheses");
        }
        if (sizeBound(regex) > (long) maxSize * BOUND_SLACK) {
            throw tooLarge(maxSize);
        }
        Pattern pattern = parse(regex);
        if (pattern.programSize() > maxSize) {
            throw tooLarge(maxSize);
        }
        return pattern;
    }

    private static Pattern parse(String regex) throws BadRegexException {
        try {
            return Pattern.compile(regex, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new BadRegexException(e.getDescription());
        }
    }

    private static BadRegexException tooLarge(int maxSize) {
        return new BadRegexException("it compiles to more than " + maxSize + " instructions");
    }

    /**
     * An upper bound of how many parts the expression has with its repetitions written out. Only a repetition right after
     * {@code )} (or after the end of a {@code \Q...\E}, which may be empty) can repeat another one.
     */
    static long sizeBound(String regex) {
        double sum = regex.length();
        double product = 1;
        java.util.regex.Matcher counted = COUNTED.matcher(regex);
        while (counted.find()) {
            String last = counted.group(2) == null || counted.group(2).isEmpty() ? counted.group(1) : counted.group(2);
            long times = Math.max(1, Long.parseLong(last));
            char before = counted.start() == 0 ? ' ' : regex.charAt(counted.start() - 1);
            if (before == ')' || before == 'E') {
                product *= times;
            } else {
                sum += times;
            }
        }
        return (long) Math.min(Long.MAX_VALUE, sum * product);
    }
}
