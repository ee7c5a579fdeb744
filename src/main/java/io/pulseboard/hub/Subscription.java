package io.pulseboard.hub;

import io.pulseboard.query.Query;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What one viewer wants. Viewers who want the same share a feed. Immutable.
 *
 * @param query which series
 * @param encoder in which format
 * @param every the smallest time between updates, rounded up to whole ticks; zero for every tick
 * @param after from where on, null for a snapshot first
 * @param transport how it travels, a word for counters: {@code sse}, {@code websocket}
 * @param loop where frames are handed out: the viewer's event loop. Viewers with the same executor are served in one task per tick
 */
public record Subscription(
        Query query,
        FrameEncoder encoder,
        Duration every,
        @Nullable StreamPosition after,
        String transport,
        Executor loop) {}
