package bench;

import java.util.Collection;
import java.util.Locale;

/** Figures beside their goals: each is printed once it is known, and all of them as a table at the end. */
final class Scoreboard {
    private final StringBuilder table = new StringBuilder();
    private boolean clean = true;

    /** A figure that should be small; see {@link Verdict#atMost}. */
    void atMost(String what, double value, String unit, double must, double meant) {
        Verdict.atMost(what, value, unit, must, meant);
        String first = must == Double.POSITIVE_INFINITY ? "-" : Verdict.text(must) + " " + unit;
        row(what, first, Verdict.text(meant) + " " + unit, figure(value, unit), Verdict.word(value, must, meant));
    }

    /** A figure that should be small, where nothing better than that is meant. */
    void atMost(String what, double value, String unit, double must) {
        String verdict = value <= must ? "as it must be" : "MISSED";
        System.out.printf(
                Locale.ROOT, "=> %s: %.2f %s (must %s): %s%n", what, value, unit, Verdict.text(must), verdict);
        row(what, Verdict.text(must) + " " + unit, "-", figure(value, unit), verdict);
    }

    /** What there must be none of; otherwise it is listed. */
    void none(String what, Collection<String> found) {
        String verdict = found.isEmpty() ? "as it must be" : "MISSED";
        System.out.printf("=> %s: %d (must 0): %s%n", what, found.size(), verdict);
        found.forEach(each -> System.out.println("   " + each));
        row(what, "0", "-", Integer.toString(found.size()), verdict);
        clean &= found.isEmpty();
    }

    /** Whether there is none of what there must be none of. */
    boolean clean() {
        return clean;
    }

    /** All figures as a table. */
    String table() {
        return "| what | must | meant | measured | verdict |\n|---|---|---|---|---|\n" + table;
    }

    private void row(String what, String must, String meant, String measured, String verdict) {
        table.append(String.format("| %s | %s | %s | %s | %s |%n", what, must, meant, measured, verdict));
    }

    private static String figure(double value, String unit) {
        return String.format(Locale.ROOT, "%.2f %s", value, unit);
    }
}
