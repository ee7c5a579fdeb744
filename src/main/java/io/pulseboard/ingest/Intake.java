package io.pulseboard.ingest;

import io.pulseboard.hub.AppendResult;
import io.pulseboard.hub.SampleSink;
import io.pulseboard.metric.Sample;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;

/** The way into the series table for what was sent over HTTP. Safe for use by any thread. */
@Singleton
public final class Intake {
    private final SampleSink sink;

    Intake(SampleSink sink) {
        this.sink = sink;
    }

    /**
     * Applies what one request brought.
     *
     * @param sender the request
     * @param protocol how the samples came, a short name for counters and messages ({@code remote_write}, {@code otlp}, ...)
     * @return what became of each
     * @throws io.pulseboard.http.ProblemException 429 if the sender has sent more than its share; nothing was applied then
     */
    public AppendResult append(RoutingContext sender, String protocol, List<Sample> samples) {
        return sink.append(protocol, samples);
    }
}
