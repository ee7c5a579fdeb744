package io.pulseboard.ingest.influx;

import io.pulseboard.hub.AppendResult.Refusal;
import io.pulseboard.ingest.influx.Points.BadLine;
import java.util.List;

/**
 * Says in one text which lines were not written, and why.
 *
 * @param points what was read
 * @param refused those of its samples that were refused, in order
 */
record Complaint(Points points, List<Refusal> refused) {
    /** In the words that senders of version 1 look for: {@code partial write: line 2, column 9: ... dropped=1}. */
    String text() {
        StringBuilder text = new StringBuilder(points.samples().isEmpty() ? "unable to parse: " : "partial write: ");
        int told = 0;
        for (BadLine bad : points.badLines()) {
            text.append(told++ == 0 ? "" : "; ").append("line ").append(bad.line());
            text.append(", column ").append(bad.column()).append(": ").append(bad.reason());
        }
        for (Refusal refusal : refused) {
            if (told == Points.MOST_EXPLAINED) {
                break;
            }
            text.append(told++ == 0 ? "" : "; ").append("line ").append(points.line(refusal.index()));
            text.append(": ").append(refusal.message());
        }
        int all = points.badLineCount() + refused.size();
        if (all > told) {
            text.append("; and ").append(all - told).append(" more");
        }
        return text.append(" dropped=").append(all).toString();
    }
}
