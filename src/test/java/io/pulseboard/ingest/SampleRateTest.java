package io.pulseboard.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SampleRateTest {
    private final AtomicLong nanos = new AtomicLong();
    private final SampleRate rate = new SampleRate(100, nanos::get);

    @Test
    void fiveSecondsWorthMayComeAtOnce() {
        assertThat(rate.take(499)).isZero();
        assertThat(rate.take(1)).isZero();
        assertThat(rate.take(1)).isEqualTo(1);
    }

    @Test
    void whatIsLargerThanTheBucketIsTakenAndWaitedFor() {
        assertThat(rate.take(1500)).isZero();

        assertThat(rate.take(1)).isEqualTo(11);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
        assertThat(rate.take(1)).isEqualTo(1);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(10));
        assertThat(rate.take(1)).isZero();
    }

    @Test
    void whoWaitsLongHasNoMoreThanFiveSecondsWorth() {
        nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertThat(rate.take(500)).isZero();

        assertThat(rate.take(1)).isPositive();
    }
}
