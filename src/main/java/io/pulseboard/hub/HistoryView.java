package io.pulseboard.hub;

import io.pulseboard.store.HistoryValues;
import java.util.List;

/**
 * The past of the series that a query selects. Immutable by agreement: its arrays are not to be written to.
 *
 * @param position the tick it was read at; a stream that starts {@code after} it continues without a hole
 * @param timestampMillis the time of that tick, milliseconds since the Unix epoch
 * @param stepMillis the distance between points
 * @param coarse whether points are cells with smallest and largest values
 * @param times the points, milliseconds since the Unix epoch, ascending
 * @param matched how many columns the query selects; where that is more than {@code columns} holds, the limit was passed and
 *     {@code columns} is empty
 * @param columns one per plain series or selected component, in order of series numbers
 */
@SuppressWarnings("ArrayRecordComponent") // A column of numbers.
public record HistoryView(
        StreamPosition position,
        long timestampMillis,
        long stepMillis,
        boolean coarse,
        long[] times,
        int matched,
        List<HistoryValues> columns) {
    public HistoryView {
        columns = List.copyOf(columns);
    }
}
