package bench;

import java.util.Locale;

/** Prints a figure beside its goal. */
final class Verdict {
    private Verdict() {}

    /**
     * A figure that should be small.
     *
     * @param must what it must not exceed; positive infinity if there is only what was meant
     * @param meant what it was meant to reach
     */
    static void atMost(String what, double value, String unit, double must, double meant) {
        String goal = must == Double.POSITIVE_INFINITY ? "" : "must " + text(must) + ", ";
        System.out.printf(
                Locale.ROOT,
                "=> %s: %.2f %s (%smeant %s): %s%n",
                what,
                value,
                unit,
                goal,
                text(meant),
                word(value, must, meant));
    }

    /** A figure that must not be smaller than that. */
    static void atLeast(String what, double value, String unit, double must) {
        System.out.printf(
                Locale.ROOT,
                "=> %s: %.0f %s (must >= %.0f): %s%n",
                what,
                value,
                unit,
                must,
                value >= must ? "as it must be" : "MISSED");
    }

    /** What is to be said of a figure that should be small. */
    static String word(double value, double must, double meant) {
        return value <= meant ? "as meant" : value <= must ? "not as meant" : "MISSED";
    }

    /** Whether a run lost and doubled nothing. */
    static boolean complete(String what, Measurement measurement) {
        boolean complete = measurement.complete();
        System.out.printf(
                "=> %s: %d lost, %d doubled (must 0): %s%n",
                what, measurement.lost(), measurement.doubled(), complete ? "as it must be" : "MISSED");
        return complete;
    }

    /** A goal in words. */
    static String text(double goal) {
        return String.format(Locale.ROOT, goal == Math.rint(goal) ? "<= %.0f" : "<= %.2f", goal);
    }
}
