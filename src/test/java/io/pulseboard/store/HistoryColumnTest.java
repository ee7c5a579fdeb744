package io.pulseboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a column that keeps everything. */
class HistoryColumnTest {
    private static final int FINE = 20;
    private static final int CELLS = 7;
    private static final int TICKS_PER_CELL = 3;
    private static final int TICKS = 600;

    /** How a number goes. */
    enum Course {
        GROWS(false, (random, value) -> value + random.nextInt(5)),
        GROWS_AND_STARTS_AGAIN(false, (random, value) -> random.nextInt(40) == 0 ? 0 : value + 1e9 + random.nextInt(3)),
        WANDERS(true, (random, value) -> value + random.nextGaussian()),
        FALLS(true, (random, value) -> value - 1),
        COMES_AND_GOES(true, (random, value) -> random.nextInt(4) == 0 ? Double.NaN : random.nextDouble());

        private final boolean gauge;
        private final Step step;

        Course(boolean gauge, Step step) {
            this.gauge = gauge;
            this.step = step;
        }

        interface Step {
            double next(Random random, double value);
        }
    }

    /** What held at each tick, from the first. */
    private final List<Double> held = new ArrayList<>();

    private int firstSeq = -1;

    @ParameterizedTest
    @EnumSource
    void whatIsKeptIsWhatHeld(Course course) {
        for (int seed = 0; seed < 15; seed++) {
            held.clear();
            firstSeq = -1;
            walk(course, new Random(seed));
        }
    }

    private void walk(Course course, Random random) {
        HistoryColumn column = new HistoryColumn(course.gauge);
        DoubleUnaryOperator next = value -> course.step.next(random, Double.isNaN(value) ? 0 : value);
        double value = 0;
        int quietUntil = random.nextInt(10);
        for (int seq = 0; seq < TICKS; seq++) {
            boolean changes = seq >= quietUntil && random.nextInt(3) > 0;
            if (random.nextInt(60) == 0) {
                // Sometimes longer than any ring.
                quietUntil = seq + random.nextInt(2 * CELLS * TICKS_PER_CELL);
            }
            if (changes) {
                value = next.applyAsDouble(value);
                column.set(seq, seq / TICKS_PER_CELL, value, FINE, CELLS);
                firstSeq = firstSeq < 0 ? seq : firstSeq;
            }
            held.add(firstSeq < 0 ? Double.NaN : value);
            compare(column, seq, course.gauge);
        }
    }

    private void compare(HistoryColumn column, int now, boolean gauge) {
        for (int seq = Math.max(0, now - FINE + 1); seq <= now; seq++) {
            assertThat(column.at(seq, FINE)).isEqualTo((Object) held.get(seq));
        }
        int lastCell = now / TICKS_PER_CELL;
        for (int cell = Math.max(0, lastCell - CELLS + 1); cell <= lastCell; cell++) {
            int end = Math.min(now, (cell + 1) * TICKS_PER_CELL - 1);
            double last = held.get(end);
            assertThat(column.lastOf(cell, CELLS))
                    .isEqualTo((Object) (gauge && cell < lastCell ? single(column, cell, last) : last));
            assertThat(column.minOf(cell, CELLS))
                    .as("min of %d at %d", cell, now)
                    .isEqualTo((Object) extreme(cell, end, false));
            assertThat(column.maxOf(cell, CELLS))
                    .as("max of %d at %d", cell, now)
                    .isEqualTo((Object) extreme(cell, end, true));
        }
    }

    /** Cells since the newest change are not written yet, and so as exact as the value now. */
    private static double single(HistoryColumn column, int cell, double exact) {
        return column.lastOf(cell, CELLS) == exact ? exact : (float) exact;
    }

    /** Of all that held in the cell, what held when it began included. */
    private float extreme(int cell, int end, boolean largest) {
        float extreme = Float.NaN;
        int begin = Math.max(0, cell * TICKS_PER_CELL - 1);
        for (int seq = begin; seq <= end; seq++) {
            float each = (float) (double) held.get(seq);
            if (Float.isNaN(extreme)) {
                extreme = each;
            } else if (!Float.isNaN(each)) {
                extreme = largest ? Math.max(extreme, each) : Math.min(extreme, each);
            }
        }
        return extreme;
    }
}
