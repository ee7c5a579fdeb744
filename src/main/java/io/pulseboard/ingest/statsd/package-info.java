/**
 * StatsD over UDP, with the additions of DogStatsD and the tags of three further dialects. A parser that is pure, bytes in and values out;
 * what adds the values up between two flushes; and the socket that feeds them, all on one thread of its own.
 *
 * <p>The sources: {@code statsd/statsd}, {@code docs/metric_types.md} for the types; Datadog's "DogStatsD Datagram Format" (protocol 1.0 to
 * 1.4) for packed values, tags and what else a line may carry; {@code prometheus/statsd_exporter}, "Tagging extensions", for the tags of
 * InfluxDB, Librato and SignalFx; "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees" (Masson, Rim, Lee,
 * VLDB 2019) for quantiles.
 */
@NullMarked
package io.pulseboard.ingest.statsd;

import org.jspecify.annotations.NullMarked;
