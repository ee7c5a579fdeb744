package io.pulseboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PerMinuteTest {
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(90).toNanos();
    private final PerMinute rate = new PerMinute(2, () -> nanos);

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void admitsAsManyAsAMinuteMayHold() {
        assertThat(rate.admit()).isZero();
        assertThat(rate.admit()).isZero();
        assertThat(rate.admit()).isEqualTo(60);
    }

    @Test
    void saysWhenTheOldestOfThemIsAMinuteAgo() {
        rate.admit();
        pass(Duration.ofSeconds(20));
        rate.admit();
        pass(Duration.ofMillis(10_500));

        assertThat(rate.admit()).isEqualTo(30);
    }

    @Test
    void hasRoomForOneWhenOneIsAMinuteAgo() {
        rate.admit();
        pass(Duration.ofSeconds(20));
        rate.admit();
        pass(Duration.ofSeconds(40));

        assertThat(rate.admit()).isZero();
        assertThat(rate.admit()).isEqualTo(20);
    }

    @Test
    void whatWasNotAdmittedDoesNotCount() {
        rate.admit();
        rate.admit();
        pass(Duration.ofSeconds(59));
        rate.admit();
        pass(Duration.ofSeconds(1));

        assertThat(rate.admit()).isZero();
        assertThat(rate.admit()).isZero();
    }

    @Test
    void askingDoesNotCount() {
        rate.admit();

        assertThat(rate.full()).isZero();
        assertThat(rate.full()).isZero();
        assertThat(rate.admit()).isZero();
        assertThat(rate.full()).isEqualTo(60);
    }

    @Test
    void aClockThatOverflowsIsNoTrouble() {
        for (int i = 0; i < 5; i++) {
            assertThat(rate.admit()).isZero();
            pass(Duration.ofSeconds(30));
        }
    }
}
