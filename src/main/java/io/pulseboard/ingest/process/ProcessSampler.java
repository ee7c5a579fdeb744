package io.pulseboard.ingest.process;

import io.pulseboard.hub.AppendResult;
import io.pulseboard.hub.SampleSink;
import io.pulseboard.ingest.prometheus.ExpositionFormat;
import io.pulseboard.ingest.prometheus.ExpositionOptions;
import io.pulseboard.ingest.prometheus.ExpositionParser;
import io.pulseboard.ingest.prometheus.ExpositionSyntaxException;
import io.pulseboard.ingest.prometheus.ReportedSeries;
import io.pulseboard.metric.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes one sample of all meters: it has them written as {@code /q/metrics} writes them, and reads that text. So a meter has the same
 * name, labels and type wherever it is seen, and what is written is proved readable each second. One sample at a time.
 */
final class ProcessSampler {
    static final String SOURCE = "process";

    /** Writes the meters in the text exposition format 0.0.4. */
    @FunctionalInterface
    interface Meters {
        void writeTo(Writer writer) throws IOException;
    }

    private final Meters meters;
    private final SampleSink sink;
    private final InstantSource clock;
    private final ExpositionParser parser = new ExpositionParser(ExpositionOptions.DEFAULTS);
    private final ReportedSeries reported = new ReportedSeries();
    private final Text text = new Text();

    ProcessSampler(Meters meters, SampleSink sink, InstantSource clock) {
        this.meters = meters;
        this.sink = sink;
        this.clock = clock;
    }

    /** Samples now, marks as stale what was there the last time and is no longer, and answers what the sink said. */
    synchronized AppendResult sample() {
        long now = clock.millis();
        List<Sample> samples = new ArrayList<>();
        text.reset();
        try (Writer writer = new OutputStreamWriter(text, StandardCharsets.UTF_8)) {
            meters.writeTo(writer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            parser.parse(text.bytes(), 0, text.size(), ExpositionFormat.TEXT_0_0_4, now, (sample, timestamped) -> {
                samples.add(sample);
                reported.add(sample);
            });
        } catch (ExpositionSyntaxException e) {
            reported.discard();
            throw new IllegalStateException("the meters were not written as the format demands", e);
        }
        reported.settle(now, samples);
        return sink.append(SOURCE, samples);
    }

    /** Gives its bytes away without a copy. */
    private static final class Text extends ByteArrayOutputStream {
        Text() {
            super(64 * 1024);
        }

        byte[] bytes() {
            return buf;
        }
    }
}
