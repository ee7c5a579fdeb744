package bench;

/**
 * The slope of the straight line that fits points best by least squares, and the interval that holds the true slope with a probability of 95 %, if
 * the points scatter about the line independently of one another. Fewer than three points tell no interval: it is infinite.
 */
record Trend(double slope, double low, double high) {
    static Trend of(double[] x, double[] y) {
        int count = x.length;
        double meanX = mean(x);
        double meanY = mean(y);
        double spread = 0;
        double together = 0;
        for (int i = 0; i < count; i++) {
            spread += (x[i] - meanX) * (x[i] - meanX);
            together += (x[i] - meanX) * (y[i] - meanY);
        }
        double slope = together / spread;
        double left = 0;
        for (int i = 0; i < count; i++) {
            double error = y[i] - meanY - slope * (x[i] - meanX);
            left += error * error;
        }
        int freedom = count - 2;
        double half = freedom < 1 ? Double.POSITIVE_INFINITY : student(freedom) * Math.sqrt(left / freedom / spread);
        return new Trend(slope, slope - half, slope + half);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    // The 97.5 % quantile of Student's distribution, as a series in 1/freedom about the normal one (Abramowitz and
    // Stegun
    // 26.7.5); too small by 0.1 % at 5 degrees of freedom, by less beyond.
    private static double student(double freedom) {
        double z = 1.959964;
        double z3 = z * z * z;
        double z5 = z3 * z * z;
        double z7 = z5 * z * z;
        return z
                + (z3 + z) / (4 * freedom)
                + (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom * freedom)
                + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * freedom * freedom * freedom);
    }
}
