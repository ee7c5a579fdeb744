package io.pulseboard.ingest.scrape;

import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.hub.SampleSink;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Has each configured target scraped at its interval. Targets start at different moments, spread over the interval or 5 s if that
 * is less, so that they are not all asked at once and none lets anybody wait for its first numbers. The scheduler's clock has
 * whole seconds; the rest of the moment is a timer. No target waits for another: each has its own client and context.
 */
@Singleton
final class ScrapeSchedule {
    private static final Logger LOG = Logger.getLogger(ScrapeSchedule.class);
    private static final long LONGEST_SPREAD_MILLIS = 5_000;
    /**
     * Shorter than the keep-alive time of common servers (Node.js has 5 s), so that we and not they close idle connections. A scrape
     * at a longer interval makes a new connection.
     */
    private static final int KEEP_ALIVE_SECONDS = 4;

    private final ScrapeConfig config;
    private final Scheduler scheduler;
    private final Vertx vertx;
    private final TlsConfigurationRegistry tls;
    private final SampleSink sink;
    private final MeterRegistry registry;
    private final String userAgent;
    private final List<HttpClient> clients = new ArrayList<>();
    private final List<TargetScraper> scrapers = new ArrayList<>();

    ScrapeSchedule(
            ScrapeConfig config,
            Scheduler scheduler,
            Vertx vertx,
            TlsConfigurationRegistry tls,
            SampleSink sink,
            MeterRegistry registry,
            @ConfigProperty(name = "quarkus.application.version", defaultValue = "unknown") String version) {
        this.config = config;
        this.scheduler = scheduler;
        this.vertx = vertx;
        this.tls = tls;
        this.sink = sink;
        this.registry = registry;
        this.userAgent = "Pulseboard/" + version;
    }

    void start(@Observes StartupEvent event) {
        for (ScrapeTarget target : ScrapeTargets.of(config)) {
            schedule(target);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        scrapers.forEach(TargetScraper::stop);
        clients.forEach(HttpClient::close);
    }

    private void schedule(ScrapeTarget target) {
        // getOrCreateContext would give the same event loop to all that are made on this thread.
        Context context = ((VertxInternal) vertx).createEventLoopContext();
        HttpClient client = vertx.createHttpClient(options(target));
        clients.add(client);
        TargetScraper scraper =
                new TargetScraper(target, context, client, sink, InstantSource.system(), userAgent, registry);
        scrapers.add(scraper);
        long offset = offsetMillis(target);
        long rest = Math.max(1, offset % 1000);
        scheduler
                .newJob("pulseboard-scrape " + target.job() + " " + target.url())
                .setInterval(target.every().toString())
                .setDelayed(Duration.ofSeconds(offset / 1000).toString())
                .setAsyncTask(execution -> {
                    vertx.setTimer(
                            rest,
                            fired -> scraper.scrape()
                                    .onFailure(cause -> LOG.errorf(
                                            cause, "scrape broke job=%s url=%s", target.job(), target.url())));
                    return Uni.createFrom().voidItem();
                })
                .schedule();
        LOG.infof("scraping job=%s url=%s every=%s", target.job(), target.url(), target.every());
    }

    /** When a target is scraped first, and within its interval: always the same for the same target. */
    static long offsetMillis(ScrapeTarget target) {
        long spread = Math.min(target.every().toMillis(), LONGEST_SPREAD_MILLIS);
        long hash = (target.job() + ' ' + target.url()).hashCode() * 0x9E37_79B9_7F4A_7C15L;
        return Math.floorMod(hash >>> 16, spread);
    }

    private HttpClientOptions options(ScrapeTarget target) {
        HttpClientOptions options = new HttpClientOptions()
                .setMaxPoolSize(2)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setDecompressionSupported(false);
        if (target.tlsConfigurationName() != null) {
            TlsConfiguration named = tls.get(target.tlsConfigurationName())
                    .orElseThrow(() -> new ConfigurationException("pulseboard.scrape.targets." + target.job()
                            + ".tls-configuration-name = " + target.tlsConfigurationName()
                            + " is not a configuration below quarkus.tls"));
            // Whether TLS is spoken is the address's to say, for each request.
            TlsConfigUtils.configure(options, named);
            options.setSsl(false);
        }
        return options;
    }
}
