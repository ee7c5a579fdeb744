package io.pulseboard.ingest.statsd;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.hub.Hub;
import io.pulseboard.hub.SampleSink;
import io.pulseboard.ingest.statsd.StatsdSocket.BindFailedException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Listens for StatsD if a port is configured. */
@Singleton
final class StatsdReceiver {
    private static final Logger LOG = Logger.getLogger(StatsdReceiver.class);
    private static final String PORT_KEY = "pulseboard.statsd.listen-port";

    private final StatsdConfig config;
    private final Hub hub;
    private final SampleSink sink;
    private final MeterRegistry registry;
    private final InstantSource clock = InstantSource.system();
    private @Nullable StatsdSocket socket;

    StatsdReceiver(StatsdConfig config, Hub hub, SampleSink sink, MeterRegistry registry) {
        this.config = config;
        this.hub = hub;
        this.sink = sink;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        if (config.listenPort().isEmpty()) {
            return;
        }
        StatsdSettings settings = StatsdSettings.of(config, hub.tickInterval());
        StatsdSocket opened = listen(settings);
        socket = opened;
        LOG.infof("listening for statsd address=%s flush=%s", opened.address(), settings.flush());
    }

    void stop(@Observes ShutdownEvent event) {
        if (socket != null) {
            socket.close();
        }
    }

    private StatsdSocket listen(StatsdSettings settings) {
        Aggregator aggregator =
                new Aggregator(sink, new FaultLog(registry, clock), settings.maxSeries(), settings.expire());
        Gauge.builder("pulseboard.statsd.series", aggregator, Aggregator::seriesCount)
                .description("Series that values are added up for.")
                .register(registry);
        StatsdReading reading = new StatsdReading(aggregator, settings.flush(), clock, registry);
        try {
            StatsdSocket opened = StatsdSocket.open(settings.address(), settings.receiveBuffer(), reading);
            KernelDrops drops =
                    new KernelDrops(Path.of("/proc/net"), opened.address().getPort());
            FunctionCounter.builder("pulseboard.statsd.kernel.drops", drops, KernelDrops::count)
                    .description("Datagrams that the kernel dropped, since they came faster than they were read.")
                    .register(registry);
            return opened;
        } catch (BindFailedException failure) {
            // Without the cause, which would be taken for a fault of the HTTP port.
            throw new ConfigurationException(
                    PORT_KEY + " = " + settings.address().getPort() + " cannot be listened on at "
                            + config.listenAddress() + ": " + failure.getMessage());
        }
    }
}
