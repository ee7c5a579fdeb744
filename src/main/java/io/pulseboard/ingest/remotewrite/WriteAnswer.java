package io.pulseboard.ingest.remotewrite;

import io.pulseboard.hub.AppendResult;
import io.pulseboard.hub.AppendResult.Reason;
import io.pulseboard.hub.AppendResult.Refusal;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a sender is told (Remote-Write 2.0, "Response"): that all is written, or else that it must not try again, since nothing would
 * change. That goes for a part that found the budget of series full, too: a sender that repeats the request holds back what it has of
 * known series meanwhile, and what it would bring at last is old. Only where all of it found the budget full may it try again later.
 * Immutable.
 *
 * @param status the HTTP status, 204, 400 or 429
 * @param text empty, or what was not written and why; a sender logs the first line
 * @param samples how many samples are written
 * @param histograms how many histogram samples are written
 * @param exemplars how many exemplars are accepted
 */
record WriteAnswer(int status, String text, int samples, int histograms, int exemplars) {
    private static final int NO_CONTENT = 204;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int LONGEST_REASON = 400;

    /**
     * The answer to a request.
     *
     * @param result what became of the batch's samples
     */
    static WriteAnswer of(WriteBatch batch, AppendResult result) {
        int histograms = batch.histogramCount();
        int samples = batch.samples().size() - histograms;
        int exemplars = batch.exemplarCount();
        if (result.refused().isEmpty() && batch.refusals() == 0) {
            return new WriteAnswer(NO_CONTENT, "", samples, histograms, exemplars);
        }
        List<String> reasons = new ArrayList<>(batch.reasons());
        int refusals = batch.refusals();
        Map<SeriesKey, Long> newest = newestWritten(batch, result);
        for (Refusal refusal : result.refused()) {
            if (isSuperseded(refusal, batch, newest)) {
                continue;
            }
            refusals++;
            if (reasons.size() < WriteBatch.MOST_REASONS) {
                reasons.add(refusal.message());
            }
            if (batch.isHistogram(refusal.index())) {
                histograms--;
            } else {
                samples--;
            }
            if (isOfSeries(refusal.reason())) {
                exemplars -= batch.exemplarsAt(refusal.index());
            }
        }
        if (refusals == 0) {
            return new WriteAnswer(NO_CONTENT, "", samples, histograms, exemplars);
        }
        String text = text(batch, samples, histograms, exemplars, reasons, refusals);
        boolean full = samples + histograms == 0 && batch.refusals() == 0 && isBudget(result);
        return new WriteAnswer(full ? TOO_MANY_REQUESTS : BAD_REQUEST, text, samples, histograms, exemplars);
    }

    private static boolean isBudget(AppendResult result) {
        return result.refused().stream().allMatch(refusal -> refusal.reason().isBudget());
    }

    /** Whether it may be sent again later. */
    boolean isToBeSentAgain() {
        return status == TOO_MANY_REQUESTS;
    }

    /**
     * Whether it is another sample of this very request that is newer: then both are written, since only the newest is held. So is
     * the same request that comes again.
     */
    private static boolean isSuperseded(Refusal refusal, WriteBatch batch, Map<SeriesKey, Long> newest) {
        Sample sample = batch.samples().get(refusal.index());
        return refusal.reason() == Reason.OUT_OF_ORDER
                && newest.getOrDefault(sample.key(), Long.MIN_VALUE) > sample.timestampMillis();
    }

    /** Of the series that are out of order somewhere, the time of the newest sample that was written. */
    private static Map<SeriesKey, Long> newestWritten(WriteBatch batch, AppendResult result) {
        Map<SeriesKey, Long> newest = new HashMap<>();
        for (Refusal refusal : result.refused()) {
            if (refusal.reason() == Reason.OUT_OF_ORDER) {
                newest.put(refusal.key(), Long.MIN_VALUE);
            }
        }
        int next = 0;
        List<Refusal> refused = result.refused();
        for (int i = 0; i < batch.samples().size() && !newest.isEmpty(); i++) {
            if (next < refused.size() && refused.get(next).index() == i) {
                next++;
            } else {
                Sample sample = batch.samples().get(i);
                newest.computeIfPresent(sample.key(), (key, before) -> Math.max(before, sample.timestampMillis()));
            }
        }
        return newest;
    }

    /** Whether no sample of the series would have been taken, so that its exemplars belong to nothing. */
    private static boolean isOfSeries(Reason reason) {
        return reason != Reason.OUT_OF_ORDER && reason != Reason.TOO_FAR_IN_FUTURE;
    }

    private static String text(
            WriteBatch batch, int samples, int histograms, int exemplars, List<String> reasons, int refusals) {
        int allHistograms = batch.histogramCount() + batch.refusedHistograms();
        int allSamples = batch.samples().size() - batch.histogramCount() + batch.refusedSamples();
        int allExemplars = batch.exemplarCount() + batch.refusedExemplars();
        StringBuilder text = new StringBuilder("not written: ");
        part(text, allSamples - samples, allSamples, "samples");
        part(text, allHistograms - histograms, allHistograms, "histograms");
        part(text, allExemplars - exemplars, allExemplars, "exemplars");
        text.setLength(text.length() - 2);
        text.append(": ");
        for (String reason : reasons) {
            text.append(reason, 0, Math.min(reason.length(), LONGEST_REASON));
            text.append(reason.length() > LONGEST_REASON ? "...\n" : "\n");
        }
        if (refusals > reasons.size()) {
            text.append("and ").append(refusals - reasons.size()).append(" more\n");
        }
        return text.toString();
    }

    private static void part(StringBuilder text, int refused, int all, String what) {
        if (refused > 0) {
            text.append(refused)
                    .append(" of ")
                    .append(all)
                    .append(' ')
                    .append(what)
                    .append(", ");
        }
    }
}
