package io.pulseboard.delivery.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.pulseboard.delivery.compare.Lane.Transport;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class VisitorsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Visitors visitors = new Visitors(2, 3, () -> 0, nanos::get);

    @Test
    void thereAreNoMoreThanConfigured() {
        assertThat(visitors.enter("a")).isNotNull();
        assertThat(visitors.enter("b")).isNotNull();

        assertThat(visitors.enter("c")).isNull();
        assertThat(visitors.find("c")).isNull();
    }

    @Test
    void whoWasCutOffIsTheSameWhenTheyComeBack() {
        Visitor visitor = visitors.enter("a");
        visitors.left("a");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(59));

        assertThat(visitors.enter("a")).isSameAs(visitor);
    }

    @Test
    void theGoneMakeRoomAfterAMinute() {
        visitors.enter("a");
        visitors.enter("b");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(61));

        assertThat(visitors.enter("c")).isNotNull();
        assertThat(visitors.find("a")).isNull();
    }

    @Test
    void aServerThatStopsHoldsNothingBack() {
        Visitor visitor = Objects.requireNonNull(visitors.enter("a"));
        EmbeddedChannel channel = new EmbeddedChannel();
        Lane lane = new Lane(Transport.SSE, channel, visitor, false, false, 2000);
        lane.install();
        visitor.enter(lane);
        channel.writeAndFlush(Unpooled.copyInt(1));

        visitors.stop();
        channel.runPendingTasks();

        assertThat(visitors.isStopping()).isTrue();
        assertThat((Object) channel.readOutbound()).isNotNull();
    }

    @Test
    void eachTransportIsRefusedAsOftenAsWished() {
        Visitor visitor = Objects.requireNonNull(visitors.enter("a"));
        visitor.refuse(2);

        assertThat(visitor.refuses(Transport.SSE)).isTrue();
        assertThat(visitor.refuses(Transport.SSE)).isTrue();
        assertThat(visitor.refuses(Transport.SSE)).isFalse();
        assertThat(visitor.refuses(Transport.WEBSOCKET)).isTrue();
    }

    @Test
    void anAddressMayDoFourTimesAsMuchAsAVisitor() {
        for (int i = 0; i < 12; i++) {
            assertThat(visitors.rate("1.2.3.4").admit()).isZero();
        }
        assertThat(visitors.rate("1.2.3.4").admit()).isPositive();
        assertThat(visitors.rate("1.2.3.5").admit()).isZero();
    }

    @Test
    void aLimitThatMakesNoSenseIsNamed() {
        assertThatThrownBy(() -> new Visitors(0, 1, () -> 0, nanos::get))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("pulseboard.compare.max-visitors = 0");
        assertThatThrownBy(() -> new Visitors(1, 6001, () -> 0, nanos::get))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("pulseboard.compare.max-per-minute = 6001");
    }
}
