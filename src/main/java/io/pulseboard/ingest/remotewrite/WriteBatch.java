package io.pulseboard.ingest.remotewrite;

import io.pulseboard.metric.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What one request brought: the samples to append, and what was refused before. Reused for the next request, so that nothing of it
 * may be kept. Confined to one parser.
 */
final class WriteBatch {
    /** How many refusals are told in words. */
    static final int MOST_REASONS = 10;

    private final List<Sample> samples = new ArrayList<>();
    private final BitSet histograms = new BitSet();
    private final List<String> reasons = new ArrayList<>();
    /** Places of first samples, ascending, and numbers of exemplars in turn. */
    private int[] exemplarRuns = new int[16];

    private int exemplarRunsEnd;
    private int exemplarRunsAsked;
    private int exemplars;
    private int refusedSamples;
    private int refusedHistograms;
    private int refusedExemplars;
    private int refusals;

    /** Forgets the request. */
    void clear() {
        samples.clear();
        histograms.clear();
        reasons.clear();
        exemplarRunsEnd = 0;
        exemplarRunsAsked = 0;
        exemplars = 0;
        refusedSamples = 0;
        refusedHistograms = 0;
        refusedExemplars = 0;
        refusals = 0;
    }

    /** Adds a sample that is a number. */
    void add(Sample sample) {
        samples.add(sample);
    }

    /** Adds a sample of a histogram, which may be one that says that it is stale. */
    void addHistogram(Sample sample) {
        histograms.set(samples.size());
        samples.add(sample);
    }

    /**
     * Adds exemplars, which are not kept: they count.
     *
     * @param from the place of the first sample of their series
     */
    void addExemplars(int from, int count) {
        if (count == 0) {
            return;
        }
        exemplars += count;
        if (from < samples.size()) {
            if (exemplarRunsEnd == exemplarRuns.length) {
                exemplarRuns = Arrays.copyOf(exemplarRuns, 2 * exemplarRuns.length);
            }
            exemplarRuns[exemplarRunsEnd++] = from;
            exemplarRuns[exemplarRunsEnd++] = count;
        }
    }

    /** Counts what is refused, and says why. */
    void refuse(String reason, int numbers, int histogramsRefused, int exemplarsRefused) {
        refusedSamples += numbers;
        refusedHistograms += histogramsRefused;
        refusedExemplars += exemplarsRefused;
        refusals++;
        if (reasons.size() < MOST_REASONS) {
            reasons.add(reason);
        }
    }

    /** Counts exemplars that are refused with what has been refused last. */
    void addRefusedExemplars(int count) {
        refusedExemplars += count;
    }

    /** The samples to append. */
    List<Sample> samples() {
        return samples;
    }

    /** Whether the sample at this place came as a histogram. */
    boolean isHistogram(int index) {
        return histograms.get(index);
    }

    /** How many of the samples to append came as histograms. */
    int histogramCount() {
        return histograms.cardinality();
    }

    /** How many exemplars there are that were not refused. */
    int exemplarCount() {
        return exemplars;
    }

    /** How many exemplars belong to the series whose first sample is at this place. Asked in ascending order. */
    int exemplarsAt(int first) {
        while (exemplarRunsAsked < exemplarRunsEnd && exemplarRuns[exemplarRunsAsked] < first) {
            exemplarRunsAsked += 2;
        }
        boolean found = exemplarRunsAsked < exemplarRunsEnd && exemplarRuns[exemplarRunsAsked] == first;
        return found ? exemplarRuns[exemplarRunsAsked + 1] : 0;
    }

    int refusedSamples() {
        return refusedSamples;
    }

    int refusedHistograms() {
        return refusedHistograms;
    }

    int refusedExemplars() {
        return refusedExemplars;
    }

    /** How many refusals there are in all. */
    int refusals() {
        return refusals;
    }

    /** The first refusals in words. */
    List<String> reasons() {
        return reasons;
    }
}
