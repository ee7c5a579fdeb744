package io.pulseboard.ingest.scrape;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.hub.AppendResult;
import io.pulseboard.hub.SampleSink;
import io.pulseboard.ingest.prometheus.ExposedCount;
import io.pulseboard.ingest.prometheus.ExpositionFormat;
import io.pulseboard.ingest.prometheus.ExpositionOptions;
import io.pulseboard.ingest.prometheus.ExpositionOptions.Repetition;
import io.pulseboard.ingest.prometheus.ExpositionOptions.Timestamps;
import io.pulseboard.ingest.prometheus.ExpositionParser;
import io.pulseboard.ingest.prometheus.ExpositionSyntaxException;
import io.pulseboard.ingest.prometheus.ReportedSeries;
import io.pulseboard.ingest.scrape.Exchange.Answer;
import io.pulseboard.ingest.scrape.ScrapeFailure.Reason;
import io.pulseboard.metric.Sample;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Scrapes one target: asks it on its Vert.x context, reads the answer on a worker thread, and puts the samples, those that went
 * stale, and the scrape's own ({@code up}, {@code scrape_duration_seconds} and so on) into the sink at once.
 * One scrape at a time; all other state belongs to the scrape that runs.
 */
final class TargetScraper {
    static final String SOURCE = "scrape";

    private static final Logger LOG = Logger.getLogger(TargetScraper.class);

    /** OpenMetrics first, in descending preference, as Prometheus asks. */
    private static final String ACCEPT = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
            + "application/openmetrics-text;version=0.0.1;q=0.5,"
            + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
    /** For a target whose OpenMetrics breaks the rules: most of those write correct 0.0.4. */
    private static final String ACCEPT_TEXT = "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    private static final ExposedCount NO_SAMPLES = new ExposedCount(0, 0);
    private static final AppendResult NOTHING = new AppendResult(0, List.of());

    private final ScrapeTarget target;
    private final Context context;
    private final HttpClient client;
    private final SampleSink sink;
    private final InstantSource clock;
    private final String userAgent;
    private final MeterRegistry registry;

    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private final ExpositionParser parser;
    private final BodyBuffer body;
    private final BodyBuffer inflated;
    private final ReportedSeries reported = new ReportedSeries();
    private final ScrapeReport report;
    private @Nullable Reason failing;
    private AppendResult.@Nullable Reason refusing;
    private boolean textPreferred;
    private volatile boolean stopped;

    /**
     * IDLE to RUNNING and back with each scrape. A target that is gone goes from IDLE to RETIRED, or from RUNNING through RETIRING, when
     * the scrape that runs has ended: so its last words never come before a sample of its.
     */
    private enum State {
        IDLE,
        RUNNING,
        RETIRING,
        RETIRED
    }

    TargetScraper(
            ScrapeTarget target,
            Context context,
            HttpClient client,
            SampleSink sink,
            InstantSource clock,
            String userAgent,
            MeterRegistry registry) {
        this.target = target;
        this.context = context;
        this.client = client;
        this.sink = sink;
        this.clock = clock;
        this.userAgent = userAgent;
        this.registry = registry;
        this.parser = new ExpositionParser(ExpositionOptions.DEFAULTS
                .withMaxSamples(target.job().maxSamples())
                .withRepetition(Repetition.KEEP_FIRST)
                .withTimestamps(target.job().honorTimestamps() ? Timestamps.HONOR : Timestamps.IGNORE)
                .withLabelLimits(target.job().labelLimits())
                .withLabels(target::label));
        this.body = new BodyBuffer(target.job().maxBodyBytes());
        this.inflated = new BodyBuffer(target.job().maxBodyBytes());
        this.report = new ScrapeReport(target.labels());
    }

    /**
     * Scrapes now, unless the last scrape still runs. May be called by any thread.
     *
     * @return ends when the samples are in the sink; fails only if the program is at fault
     */
    Future<?> scrape() {
        if (!state.compareAndSet(State.IDLE, State.RUNNING)) {
            LOG.debugf(
                    "scrape skipped, the last one still runs job=%s url=%s",
                    target.job().name(), target.url());
            return Future.succeededFuture(NOTHING);
        }
        long startMillis = clock.millis();
        long startNanos = System.nanoTime();
        body.clear();
        return new Exchange(context, client, target, textPreferred ? ACCEPT_TEXT : ACCEPT, userAgent, body)
                .start()
                .transform(asked -> context.executeBlocking(() -> settle(asked, startMillis, startNanos), false))
                .onComplete(done -> {
                    if (!state.compareAndSet(State.RUNNING, State.IDLE)) {
                        withdraw();
                    }
                });
    }

    /**
     * Marks all that the target reported stale, and the scrape's own series too, since it is a target no longer (Prometheus, "Staleness").
     * A scrape that runs gives nothing any more; when it has ended, which is at once if the client is closed then, this happens. May be
     * called by any thread.
     */
    void retire() {
        stopped = true;
        State before = state.getAndUpdate(now -> now == State.RUNNING ? State.RETIRING : State.RETIRED);
        if (before == State.IDLE) {
            withdraw();
        }
    }

    private void withdraw() {
        context.executeBlocking(
                () -> {
                    long millis = clock.millis();
                    List<Sample> samples = new ArrayList<>();
                    reported.discard();
                    reported.settle(millis, samples);
                    report.stale(millis, samples);
                    return sink.append(SOURCE, samples);
                },
                false);
    }

    /** Lets nothing more into the sink or the log, since the program ends. */
    void stop() {
        stopped = true;
    }

    private AppendResult settle(AsyncResult<Answer> asked, long startMillis, long startNanos) {
        if (stopped) {
            return NOTHING;
        }
        List<Sample> samples = new ArrayList<>();
        ExposedCount count = NO_SAMPLES;
        ScrapeFailure failure = null;
        try {
            if (asked.failed()) {
                throw failure(asked.cause());
            }
            count = parse(asked.result(), startMillis, samples);
        } catch (ScrapeFailure e) {
            failure = e;
            samples.clear();
            reported.discard();
        }
        reported.settle(startMillis, samples);
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        report.add(failure == null, seconds, count, startMillis, samples);
        AppendResult result = sink.append(SOURCE, samples);
        tell(failure);
        tell(result);
        return result;
    }

    private static ScrapeFailure failure(Throwable cause) {
        return cause instanceof ScrapeFailure known ? known : new ScrapeFailure(Reason.CLOSED, cause.toString());
    }

    private ExposedCount parse(Answer answer, long startMillis, List<Sample> samples) throws ScrapeFailure {
        boolean[] echoed = new boolean[1];
        boolean tracked = target.job().trackTimestampsStaleness();
        ExposedCount count;
        BodyBuffer content = answer.gzip() ? inflate() : body;
        ExpositionFormat format = ExpositionFormat.ofContentType(answer.contentType());
        try {
            count = parser.parse(content.bytes(), 0, content.length(), format, startMillis, (sample, timestamped) -> {
                samples.add(sample);
                echoed[0] |= target.isEchoed(sample.key());
                if (!timestamped || tracked) {
                    reported.add(sample);
                }
            });
        } catch (ExpositionSyntaxException e) {
            textPreferred |= format == ExpositionFormat.OPENMETRICS_1_0;
            throw new ScrapeFailure(e.isLimit() ? Reason.TOO_LARGE : Reason.SYNTAX, String.valueOf(e.getMessage()));
        }
        if (echoed[0]) {
            throw new ScrapeFailure(
                    Reason.LOOP,
                    "shows what was scraped from it: is this Pulseboard itself? honor-labels would end the loop");
        }
        return count;
    }

    private BodyBuffer inflate() throws ScrapeFailure {
        inflated.clear();
        try (GZIPInputStream stream =
                new GZIPInputStream(new ByteArrayInputStream(body.bytes(), 0, body.length()), 8192)) {
            inflated.appendAll(stream);
        } catch (IOException e) {
            throw new ScrapeFailure(Reason.ENCODING, "damaged gzip: " + e.getMessage());
        }
        return inflated;
    }

    /** One line when a target begins to fail, when it fails otherwise, and when it is well again. */
    private void tell(@Nullable ScrapeFailure failure) {
        Reason reason = failure == null ? null : failure.reason();
        Counter.builder("pulseboard.scrapes")
                .description("Scrapes by how they ended")
                .tag("outcome", reason == null ? "success" : reason.text())
                .register(registry)
                .increment();
        if (failure != null && reason != failing) {
            LOG.warnf(
                    "scrape failed job=%s url=%s reason=%s detail=\"%s\"",
                    target.job().name(), target.url(), failure.reason().text(), failure.getMessage());
        } else if (failure == null && failing != null) {
            LOG.infof("scrape succeeds again job=%s url=%s", target.job().name(), target.url());
        }
        failing = reason;
    }

    private void tell(AppendResult result) {
        AppendResult.Refusal first =
                result.refused().isEmpty() ? null : result.refused().get(0);
        AppendResult.Reason reason = first == null ? null : first.reason();
        if (first != null && reason != refusing) {
            LOG.warnf(
                    "scraped samples refused job=%s url=%s refused=%d reason=%s first=\"%s\"",
                    target.job().name(),
                    target.url(),
                    result.refused().size(),
                    first.reason().text(),
                    first.message());
        }
        refusing = reason;
    }
}
