/**
 * The host source: what {@code /proc} and {@code /sys} tell about this machine, under the names and units of Prometheus's
 * node_exporter, and the limits and usage of the container that this process runs in, under those of cAdvisor. Readers are pure
 * (paths in, samples out); {@link io.pulseboard.ingest.host.HostSource} samples them just before each tick.
 *
 * <p>Elsewhere than on Linux, what the JVM offers, under the same names where they fit. Series carry no {@code job} label.
 */
@NullMarked
package io.pulseboard.ingest.host;

import org.jspecify.annotations.NullMarked;
