package io.pulseboard.delivery.rest;

import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.HistogramValue;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.SummaryValue;

/** Which histograms and summaries OpenMetrics 1.0 allows ("Metric Types"); sources that speak other formats have others. */
final class OpenMetricsValues {
    private OpenMetricsValues() {}

    static boolean allow(CompoundValue value) {
        return value instanceof HistogramValue histogram
                ? allowHistogram(histogram)
                : value instanceof SummaryValue summary && allowSummary(summary);
    }

    /** Whether the component is the count of a histogram that has no sum. */
    static boolean isCountWithoutSum(CompoundValue value, int component) {
        return value instanceof HistogramValue histogram
                && Double.isNaN(histogram.sum())
                && component == histogram.bucketCount();
    }

    private static boolean allowHistogram(HistogramValue histogram) {
        double below = 0;
        for (int i = 0; i < histogram.bucketCount(); i++) {
            double count = histogram.cumulativeCount(i);
            if (!isCount(count) || count < below) {
                return false;
            }
            below = count;
        }
        boolean gauge = histogram.componentType(0) == MetricType.GAUGE;
        boolean negativeBounds = histogram.upperBound(0) < 0;
        if (Double.isNaN(histogram.sum())) {
            return true;
        }
        return gauge ? histogram.sum() >= 0 || negativeBounds : histogram.sum() >= 0 && !negativeBounds;
    }

    private static boolean allowSummary(SummaryValue summary) {
        for (int i = 0; i < summary.quantileCount(); i++) {
            if (summary.value(i) < 0) {
                return false;
            }
        }
        return !(summary.sum() < 0) && (Double.isNaN(summary.count()) || isCount(summary.count()));
    }

    private static boolean isCount(double number) {
        return number >= 0 && number == Math.rint(number) && Double.isFinite(number);
    }
}
