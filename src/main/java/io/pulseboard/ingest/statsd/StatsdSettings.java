package io.pulseboard.ingest.statsd;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * The settings of the receiver, checked.
 *
 * @param receiveBuffer bytes; 0 for the system's default
 */
record StatsdSettings(InetSocketAddress address, Duration flush, Duration expire, int maxSeries, int receiveBuffer) {
    private static final String PREFIX = "pulseboard.statsd.";
    private static final int MOST_PORT = 65_535;
    private static final int MOST_SERIES = 1_000_000;
    private static final int MOST_BUFFER = 1 << 30;
    private static final Duration SHORTEST_FLUSH = Duration.ofMillis(100);
    private static final Duration LONGEST_FLUSH = Duration.ofMinutes(1);
    private static final Duration LONGEST_EXPIRE = Duration.ofDays(1);

    /**
     * Checks what is configured, which has a port.
     *
     * @param tick the time between ticks
     * @throws ConfigurationException naming key and value of what cannot be
     */
    static StatsdSettings of(StatsdConfig config, Duration tick) {
        long port = within("listen-port", config.listenPort().orElseThrow(), 0, MOST_PORT);
        Duration flush = within("flush", config.flush().orElse(tick), SHORTEST_FLUSH, LONGEST_FLUSH);
        Duration expire = within("expire", config.expire(), flush, LONGEST_EXPIRE);
        long maxSeries = within("max-series", config.maxSeries(), 1, MOST_SERIES);
        long buffer = config.receiveBuffer()
                .map(size -> within("receive-buffer", size.asLongValue(), 1, MOST_BUFFER))
                .orElse(0L);
        return new StatsdSettings(
                new InetSocketAddress(address(config.listenAddress()), (int) port),
                flush,
                expire,
                (int) maxSeries,
                (int) buffer);
    }

    private static InetAddress address(String configured) {
        try {
            return InetAddress.getByName(configured);
        } catch (UnknownHostException unknown) {
            throw new ConfigurationException(
                    PREFIX + "listen-address = '" + configured + "' is not an address of this machine");
        }
    }

    private static long within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ConfigurationException(
                    PREFIX + key + " = " + value + " is not between " + least + " and " + most);
        }
        return value;
    }

    private static Duration within(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new ConfigurationException(
                    PREFIX + key + " = " + value + " is not between " + least + " and " + most);
        }
        return value;
    }
}
