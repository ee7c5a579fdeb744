package io.pulseboard.delivery.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.pulseboard.delivery.compare.Lane.Transport;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\n\r\n";
    private static final String BYE = "data: {\"type\":\"bye\"}\n\n";

    private final EmbeddedChannel channel = new EmbeddedChannel();

    private Lane lane(int delayMillis) {
        Lane lane = new Lane(Transport.SSE, channel, false, false, delayMillis);
        lane.install();
        return lane;
    }

    private void write(String text) {
        channel.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
        channel.runPendingTasks();
    }

    /** What has gone out since this was last asked. */
    private String out() {
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
}
