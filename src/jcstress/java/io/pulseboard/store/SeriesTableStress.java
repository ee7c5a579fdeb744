package io.pulseboard.store;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SpecialValues;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * What appenders and the freezing thread share: {@link SeriesTable} and {@link Series}. A result shows what two freezes contain:
 * the one that races, and one after it.
 *
 * <p>{@code ./mvnw -P jcstress test -Djcstress.args="-m default -t SeriesTableStress"}
 */
public final class SeriesTableStress {
    private static final MetricMetadata GAUGE = new MetricMetadata(MetricType.GAUGE, "", "");
    private static final SeriesKey A = SeriesKey.of("a");
    private static final SeriesKey B = SeriesKey.of("b");

    private SeriesTableStress() {}

    private static Sample sample(SeriesKey key, int value) {
        return Sample.of(key, GAUGE, value, value);
    }

    /** A table, and what the freezes of it show. */
    abstract static class Table {
        final SeriesTable table;

        Table(int maxSeries, Sample... visible) {
            SeriesLimits limits = new SeriesLimits(maxSeries, 10, 64, 64, Duration.ofMinutes(1));
            table = new SeriesTable(limits, () -> Instant.EPOCH);
            table.append(Source.orderly("test"), List.of(visible));
            table.freeze(1);
        }

        /** The values that viewers see changed, in order of series numbers. */
        final String freeze(long seq) {
            SeriesValues changed = table.freeze(seq);
            StringBuilder shown = new StringBuilder();
            for (int row = 0; row < changed.size(); row++) {
                shown.append(row == 0 ? "" : " ")
                        .append(changed.series(row).key().name());
                shown.append(SpecialValues.isGone(changed.value(row)) ? "-" : "=" + (int) changed.value(row));
            }
            return shown.length() == 0 ? "none" : shown.toString();
        }
    }

    /** A new series. */
    @JCStressTest
    @Outcome(id = "a=1, none", expect = ACCEPTABLE, desc = "in this freeze")
    @Outcome(id = "none, a=1", expect = ACCEPTABLE, desc = "stays for the next freeze")
    @Outcome(id = "none, none", expect = FORBIDDEN, desc = "accepted but lost: the value is in no freeze")
    @Outcome(id = "a=1, a=1", expect = FORBIDDEN, desc = "doubled: unchanged, but in both freezes")
    @State
    public static class CreateAndFreeze extends Table {
        public CreateAndFreeze() {
            super(10);
        }

        @Actor
        public void source() {
            table.append(Source.orderly("test"), List.of(sample(A, 1)));
        }

        @Actor
        public void hub(LL_Result result) {
            result.r1 = freeze(2);
        }

        @Arbiter
        public void nextTick(LL_Result result) {
            result.r2 = freeze(3);
        }
    }

    /** A held series that changes. */
    @JCStressTest
    @Outcome(id = "a=2, none", expect = ACCEPTABLE, desc = "in this freeze")
    @Outcome(id = "none, a=2", expect = ACCEPTABLE, desc = "stays for the next freeze")
    @Outcome(id = "none, none", expect = FORBIDDEN, desc = "accepted but lost: the value is in no freeze")
    @Outcome(id = "a=2, a=2", expect = FORBIDDEN, desc = "doubled: unchanged, but in both freezes")
    @State
    public static class AppendAndFreeze extends Table {
        public AppendAndFreeze() {
            super(10, sample(A, 1));
        }

        @Actor
        public void source() {
            table.append(Source.orderly("test"), List.of(sample(A, 2)));
        }

        @Actor
        public void hub(LL_Result result) {
            result.r1 = freeze(2);
        }

        @Arbiter
        public void nextTick(LL_Result result) {
            result.r2 = freeze(3);
        }
    }

    /** Samples given together, one of a held series, one of a new one. */
    @JCStressTest
    @Outcome(id = "a=2 b=3, none", expect = ACCEPTABLE, desc = "both in this freeze")
    @Outcome(id = "none, a=2 b=3", expect = ACCEPTABLE, desc = "both stay for the next freeze")
    @Outcome(id = "a=2, b=3", expect = FORBIDDEN, desc = "torn: one batch in two ticks")
    @Outcome(id = "b=3, a=2", expect = FORBIDDEN, desc = "torn: one batch in two ticks")
    @State
    public static class BatchAndFreeze extends Table {
        public BatchAndFreeze() {
            super(10, sample(A, 1));
        }

        @Actor
        public void source() {
            table.append(Source.orderly("test"), List.of(sample(A, 2), sample(B, 3)));
        }

        @Actor
        public void hub(LL_Result result) {
            result.r1 = freeze(2);
        }

        @Arbiter
        public void nextTick(LL_Result result) {
            result.r2 = freeze(3);
        }
    }

    /** A source writes a new series twice within a tick, or so it thinks. */
    @JCStressTest
    @Outcome(id = "none, a=2", expect = ACCEPTABLE, desc = "the newer one, next time")
    @Outcome(id = "a=2, none", expect = ACCEPTABLE, desc = "the newer one, now")
    @Outcome(id = "a=1, a=2", expect = ACCEPTABLE, desc = "one after the other")
    @Outcome(id = "a=1, none", expect = FORBIDDEN, desc = "accepted but lost: the newer value is in no freeze")
    @State
    public static class AppendTwiceAndFreeze extends Table {
        public AppendTwiceAndFreeze() {
            super(10);
        }

        @Actor
        public void source() {
            table.append(Source.orderly("test"), List.of(sample(A, 1)));
            table.append(Source.orderly("test"), List.of(sample(A, 2)));
        }

        @Actor
        public void hub(LL_Result result) {
            result.r1 = freeze(2);
        }

        @Arbiter
        public void nextTick(LL_Result result) {
            result.r2 = freeze(3);
        }
    }

    /** Two sources write one new series, one of them the newer value. */
    @JCStressTest
    @Outcome(id = "ACCEPTED ACCEPTED, a=2", expect = ACCEPTABLE, desc = "the older one came first")
    @Outcome(id = "OUT_OF_ORDER ACCEPTED, a=2", expect = ACCEPTABLE, desc = "the newer one came first")
    @Outcome(id = ".*, a=1", expect = FORBIDDEN, desc = "the older sample won")
    @Outcome(id = ".*, none", expect = FORBIDDEN, desc = "both are lost")
    @State
    public static class TwoSources extends Table {
        private SeriesTable.Outcome older;
        private SeriesTable.Outcome newer;

        public TwoSources() {
            super(10);
        }

        @Actor
        public void older() {
            older = table.append(Source.orderly("test"), List.of(sample(A, 1)))[0];
        }

        @Actor
        public void newer() {
            newer = table.append(Source.orderly("test"), List.of(sample(A, 2)))[0];
        }

        @Arbiter
        public void nextTick(LL_Result result) {
            result.r1 = older + " " + newer;
            result.r2 = freeze(2);
        }
    }

    /** A series is removed while its source goes on. */
    @JCStressTest
    @Outcome(id = "0, a-", expect = ACCEPTABLE, desc = "removed last: gone")
    @Outcome(id = "1, a- a=2", expect = ACCEPTABLE, desc = "appended last: the old one goes, another one is there")
    @Outcome(id = "0, none", expect = FORBIDDEN, desc = "removed but never told: viewers keep it for good")
    @Outcome(id = "0, a=2", expect = FORBIDDEN, desc = "written but no longer held: it can never go")
    @Outcome(id = "1, a-", expect = FORBIDDEN, desc = "held, but its value vanished with the old one")
    @Outcome(id = "2, .*", expect = FORBIDDEN, desc = "one is held and two are counted: the budget leaks")
    @State
    public static class AppendAndRemove extends Table {
        public AppendAndRemove() {
            super(10, sample(A, 1));
        }

        @Actor
        public void source() {
            table.append(Source.orderly("test"), List.of(sample(A, 2)));
        }

        @Actor
        public void remover() {
            table.remove(List.of(A));
        }

        @Arbiter
        public void nextTick(LL_Result result) {
            result.r1 = table.size();
            result.r2 = freeze(2);
        }
    }

    /** A stale series is let go just when its source reports it again. */
    @JCStressTest
    @Outcome(id = "1, a=2", expect = ACCEPTABLE, desc = "reported first: it stays")
    @Outcome(id = "1, a- a=2", expect = ACCEPTABLE, desc = "let go first: the old one goes, another one is there")
    @Outcome(id = "0, a-", expect = FORBIDDEN, desc = "accepted but lost: gone with its new value")
    @Outcome(id = "0, a=2", expect = FORBIDDEN, desc = "written but no longer held: it can never go")
    @State
    public static class AppendAndExpire extends Table {
        private final Series stale;

        public AppendAndExpire() {
            super(10, sample(A, 1));
            table.append(Source.orderly("test"), List.of(Sample.stale(A, GAUGE, 1)));
            stale = table.freeze(2).series(0);
        }

        @Actor
        public void source() {
            table.append(Source.orderly("test"), List.of(sample(A, 2)));
        }

        @Actor
        public void hub() {
            table.removeStale(stale);
        }

        @Arbiter
        public void nextTick(LL_Result result) {
            result.r1 = table.size();
            result.r2 = freeze(3);
        }
    }

    /** A series is removed while the hub ticks. */
    @JCStressTest
    @Outcome(id = "a-, none", expect = ACCEPTABLE, desc = "gone in this freeze")
    @Outcome(id = "none, a-", expect = ACCEPTABLE, desc = "gone in the next freeze")
    @Outcome(id = "none, none", expect = FORBIDDEN, desc = "removed but never told: viewers keep it for good")
    @Outcome(id = "a-, a-", expect = FORBIDDEN, desc = "gone twice")
    @State
    public static class RemoveAndFreeze extends Table {
        public RemoveAndFreeze() {
            super(10, sample(A, 1));
        }

        @Actor
        public void remover() {
            table.remove(List.of(A));
        }

        @Actor
        public void hub(LL_Result result) {
            result.r1 = freeze(2);
        }

        @Arbiter
        public void nextTick(LL_Result result) {
            result.r2 = freeze(3);
        }
    }

    /** Two new series, and room for one. */
    @JCStressTest
    @Outcome(id = "ACCEPTED SERIES_BUDGET, 1", expect = ACCEPTABLE, desc = "the first one is held")
    @Outcome(id = "SERIES_BUDGET ACCEPTED, 1", expect = ACCEPTABLE, desc = "the second one is held")
    @Outcome(id = "ACCEPTED ACCEPTED, 2", expect = FORBIDDEN, desc = "beyond the budget")
    @Outcome(id = "SERIES_BUDGET SERIES_BUDGET, 0", expect = FORBIDDEN, desc = "both refused although there was room")
    @State
    public static class LastPlaceForTwo extends Table {
        private SeriesTable.Outcome one;
        private SeriesTable.Outcome other;

        public LastPlaceForTwo() {
            super(1);
        }

        @Actor
        public void one() {
            one = table.append(Source.orderly("test"), List.of(sample(A, 1)))[0];
        }

        @Actor
        public void other() {
            other = table.append(Source.orderly("test"), List.of(sample(B, 1)))[0];
        }

        @Arbiter
        public void count(LL_Result result) {
            result.r1 = one + " " + other;
            result.r2 = table.size();
        }
    }

    /** Two sources bring the same new series, and there is room for one. */
    @JCStressTest
    @Outcome(id = "ACCEPTED ACCEPTED, 1", expect = ACCEPTABLE, desc = "both write the one series")
    @Outcome(
            id = {"ACCEPTED SERIES_BUDGET, 1", "SERIES_BUDGET ACCEPTED, 1"},
            expect = ACCEPTABLE_INTERESTING,
            desc =
                    "refused while the other took the last place for the same series: its sender is told, and may repeat")
    @Outcome(id = "SERIES_BUDGET SERIES_BUDGET, 0", expect = FORBIDDEN, desc = "both refused although there was room")
    @State
    public static class LastPlaceForTheSame extends Table {
        private SeriesTable.Outcome one;
        private SeriesTable.Outcome other;

        public LastPlaceForTheSame() {
            super(1);
        }

        @Actor
        public void one() {
            one = table.append(Source.orderly("test"), List.of(sample(A, 1)))[0];
        }

        @Actor
        public void other() {
            other = table.append(Source.orderly("test"), List.of(sample(A, 1)))[0];
        }

        @Arbiter
        public void count(LL_Result result) {
            result.r1 = one + " " + other;
            result.r2 = table.size();
        }
    }
}
