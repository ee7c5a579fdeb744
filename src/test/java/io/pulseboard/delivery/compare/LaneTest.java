package io.pulseboard.delivery.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.pulseboard.delivery.compare.Lane.Transport;
import io.pulseboard.http.PerMinute;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\n\r\n";
    private static final String BYE = "data: {\"type\":\"bye\"}\n\n";

    private final EmbeddedChannel channel = new EmbeddedChannel();

    private final AtomicLong tick = new AtomicLong(1);
    private final Visitor visitor = new Visitor(new PerMinute(60, System::nanoTime), new Turns(tick::get));

    private Lane lane(int delayMillis) {
        Lane lane = new Lane(Transport.SSE, channel, visitor, false, false, delayMillis);
        lane.install();
        return lane;
    }

    private void write(String text) {
        write(channel, text);
    }

    private static void write(EmbeddedChannel channel, String text) {
        channel.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
        channel.runPendingTasks();
    }

    private String out() {
        return out(channel);
    }

    /** What has gone out since this was last asked. */
    private static String out(EmbeddedChannel channel) {
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            text.append(bytes.toString(StandardCharsets.UTF_8));
            bytes.release();
        }
        return text.toString();
    }

    @Test
    void whatIsHeldBackInSilenceGoesOutWhenTheServerStops() {
        Lane lane = lane(0);
        write(HEAD);
        assertThat(out()).isEqualTo(HEAD);
        lane.silence(30);
        channel.runPendingTasks();
        write(BYE);
        assertThat(out()).isEmpty();

        lane.letGo();
        channel.runPendingTasks();

        assertThat(out()).isEqualTo(BYE);
        assertThat(lane.bodyBytes()).isEqualTo(BYE.length());
    }

    @Test
    void nothingIsLateAnyMoreWhenTheServerStops() {
        Lane lane = lane(2000);
        write(HEAD);
        assertThat(out()).isEmpty();

        lane.letGo();
        channel.runPendingTasks();
        assertThat(out()).isEqualTo(HEAD);
        write(BYE);

        assertThat(out()).isEqualTo(BYE);
    }

    @Test
    void whatIsHeldBackIsGivenUpWithTheConnection() {
        Lane lane = lane(0);
        lane.silence(30);
        ByteBuf held = Unpooled.copiedBuffer(BYE, StandardCharsets.UTF_8);
        channel.runPendingTasks();
        channel.writeAndFlush(held);

        channel.close();

        assertThat(held.refCnt()).isZero();
        assertThat(out()).isEmpty();
    }

    /** A visitor's two connections, and in which order the bytes of a tick leave them. */
    private final class TwoLanes {
        private final EmbeddedChannel sse = new EmbeddedChannel();
        private final EmbeddedChannel websocket = new EmbeddedChannel();

        TwoLanes() {
            enter(Transport.SSE, sse);
            enter(Transport.WEBSOCKET, websocket);
        }

        private void enter(Transport transport, EmbeddedChannel at) {
            Lane lane = new Lane(transport, at, visitor, false, false, 0);
            lane.install();
            visitor.enter(lane);
        }

        /** Writes the same to both, in this order, and tells which was let through at once. */
        String tick(EmbeddedChannel earlier, EmbeddedChannel later) {
            tick.incrementAndGet();
            write(earlier, "x");
            String first = out(earlier).isEmpty() ? name(later) : name(earlier);
            write(later, "x");
            earlier.runPendingTasks();
            assertThat(first.equals(name(later)) ? out(earlier) : "x").isEqualTo("x");
            assertThat(out(later)).isEqualTo("x");
            return first;
        }

        private String name(EmbeddedChannel one) {
            return one == sse ? "sse" : "websocket";
        }
    }

    @Test
    void theTwoAreWrittenFirstInTurnWhicheverTheWalkMeetsFirst() {
        TwoLanes lanes = new TwoLanes();

        assertThat(Stream.of(
                        lanes.tick(lanes.sse, lanes.websocket),
                        lanes.tick(lanes.sse, lanes.websocket),
                        lanes.tick(lanes.sse, lanes.websocket),
                        lanes.tick(lanes.websocket, lanes.sse),
                        lanes.tick(lanes.websocket, lanes.sse),
                        lanes.tick(lanes.websocket, lanes.sse)))
                .containsExactly("sse", "websocket", "sse", "websocket", "sse", "websocket");
        assertThat(visitor.lanes()).extracting(Lane::firsts).containsExactly(3L, 3L);
    }

    @Test
    void noneWaitsLongForOneThatHasNothingToSay() {
        TwoLanes lanes = new TwoLanes();
        lanes.tick(lanes.sse, lanes.websocket);

        tick.incrementAndGet();
        write(lanes.sse, "x");
        assertThat(out(lanes.sse)).isEmpty();
        await().untilAsserted(() -> {
            lanes.sse.runPendingTasks();
            assertThat(out(lanes.sse)).isEqualTo("x");
        });
    }

    @Test
    void noneWaitsForOneThatIsGone() {
        TwoLanes lanes = new TwoLanes();
        lanes.tick(lanes.sse, lanes.websocket);
        visitor.lanes().stream()
                .filter(lane -> lane.transport() == Transport.WEBSOCKET)
                .forEach(visitor::leave);

        tick.incrementAndGet();
        write(lanes.sse, "x");

        assertThat(out(lanes.sse)).isEqualTo("x");
    }
}
