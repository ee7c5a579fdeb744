package io.pulseboard.ingest.scrape;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.hub.SampleSink;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
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
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Has each target scraped at its interval, and asks every few seconds which targets there are, if they can come and go. Targets start
 * at different moments, spread over the interval or 5 s if that is less, so that they are not all asked at once and none lets
 * anybody wait for its first numbers. The scheduler's clock has whole seconds; the rest of the moment is a timer. No target waits for
 * another: each has its own client and context.
 */
@Singleton
final class ScrapeSchedule {
    private static final Logger LOG = Logger.getLogger(ScrapeSchedule.class);
    private static final long LONGEST_SPREAD_MILLIS = 5_000;
    private static final String RECONCILED_EVERY = "2s";
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
    private final Instance<KubernetesClient> kubernetes;
    private final String userAgent;
    private final AtomicLong jobs = new AtomicLong();
    private volatile @Nullable ActiveTargets active;
    private volatile @Nullable KubernetesTargets cluster;

    ScrapeSchedule(
            ScrapeConfig config,
            Scheduler scheduler,
            Vertx vertx,
            TlsConfigurationRegistry tls,
            SampleSink sink,
            MeterRegistry registry,
            Instance<KubernetesClient> kubernetes,
            @ConfigProperty(name = "quarkus.application.version", defaultValue = "unknown") String version) {
        this.config = config;
        this.scheduler = scheduler;
        this.vertx = vertx;
        this.tls = tls;
        this.sink = sink;
        this.registry = registry;
        this.kubernetes = kubernetes;
        this.userAgent = "Pulseboard/" + version;
    }

    void start(@Observes StartupEvent event) {
        ScrapeTargets configured = ScrapeTargets.of(config);
        configured.jobs().forEach(job -> requireTls(job, "pulseboard.scrape.targets." + job.name() + "."));
        List<TargetSource> sources = new ArrayList<>();
        sources.add(configured::fixed);
        configured
                .files()
                .forEach((job, patterns) ->
                        sources.add(new TargetFiles(job, patterns, InstantSource.system(), registry)));
        if (config.kubernetes().enabled()) {
            sources.add(cluster(configured.kubernetes()));
        }
        ActiveTargets targets = new ActiveTargets(sources, config.maxTargets(), this::begin);
        active = targets;
        targets.reconcile();
        gauge("scraped", targets, ActiveTargets::scraped);
        gauge("refused", targets, ActiveTargets::refused);
        if (sources.size() > 1) {
            scheduler
                    .newJob("pulseboard-scrape-targets")
                    .setInterval(RECONCILED_EVERY)
                    // A file system that does not answer holds one thread and not one more every two seconds.
                    .setConcurrentExecution(ConcurrentExecution.SKIP)
                    .setTask(execution -> targets.reconcile())
                    .schedule();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        ActiveTargets targets = active;
        if (targets != null) {
            targets.stop();
        }
        KubernetesTargets watched = cluster;
        if (watched != null) {
            watched.stop();
        }
    }

    /** Makes the client only now: who does not use it pays nothing for it. */
    private TargetSource cluster(ScrapeJob job) {
        requireTls(job, "pulseboard.scrape.kubernetes.");
        KubernetesTargets watched = new KubernetesTargets(
                kubernetes.get(),
                job,
                config.kubernetes().namespaces().orElse(List.of()),
                config.kubernetes().selector().orElse(null),
                registry);
        watched.start();
        cluster = watched;
        return watched;
    }

    private void gauge(String state, ActiveTargets targets, ToDoubleFunction<ActiveTargets> count) {
        Gauge.builder("pulseboard.scrape.targets", targets, count)
                .description("Targets that are scraped, and those that are not since there are too many")
                .tag("state", state)
                .register(registry);
    }

    private ActiveTargets.Scraping begin(ScrapeTarget target) {
        // getOrCreateContext would give the same event loop to all that are made on this thread.
        Context context = ((VertxInternal) vertx).createEventLoopContext();
        HttpClient client = vertx.createHttpClient(options(target.job()));
        TargetScraper scraper =
                new TargetScraper(target, context, client, sink, InstantSource.system(), userAgent, registry);
        String identity = "pulseboard-scrape " + jobs.incrementAndGet() + " " + target.url();
        schedule(identity, target, scraper);
        return new ActiveTargets.Scraping() {
            @Override
            public void retire() {
                scheduler.unscheduleJob(identity);
                scraper.retire();
                // Ends a scrape that runs.
                client.close();
            }

            @Override
            public void stop() {
                scraper.stop();
                client.close();
            }
        };
    }

    private void schedule(String identity, ScrapeTarget target, TargetScraper scraper) {
        long offset = offsetMillis(target);
        long rest = Math.max(1, offset % 1000);
        scheduler
                .newJob(identity)
                .setInterval(target.job().every().toString())
                .setDelayed(Duration.ofSeconds(offset / 1000).toString())
                .setAsyncTask(execution -> {
                    vertx.setTimer(
                            rest,
                            fired -> scraper.scrape()
                                    .onFailure(cause -> LOG.errorf(
                                            cause,
                                            "scrape broke job=%s url=%s",
                                            target.job().name(),
                                            target.url())));
                    return Uni.createFrom().voidItem();
                })
                .schedule();
    }

    /** When a target is scraped first, and within its interval: always the same for the same target. */
    static long offsetMillis(ScrapeTarget target) {
        long spread = Math.min(target.job().every().toMillis(), LONGEST_SPREAD_MILLIS);
        long hash = (target.job().name() + ' ' + target.url()).hashCode() * 0x9E37_79B9_7F4A_7C15L;
        return Math.floorMod(hash >>> 16, spread);
    }

    private HttpClientOptions options(ScrapeJob job) {
        HttpClientOptions options = new HttpClientOptions()
                .setMaxPoolSize(2)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setDecompressionSupported(false);
        TlsConfiguration named = requireTls(job, "job " + job.name() + ", ");
        if (named != null) {
            // Whether TLS is spoken is the address's to say, for each request.
            TlsConfigUtils.configure(options, named);
            options.setSsl(false);
        }
        return options;
    }

    private @Nullable TlsConfiguration requireTls(ScrapeJob job, String key) {
        String name = job.tlsConfigurationName();
        if (name == null) {
            return null;
        }
        return tls.get(name)
                .orElseThrow(() -> new ConfigurationException(
                        key + "tls-configuration-name = " + name + " is not a configuration below quarkus.tls"));
    }
}
