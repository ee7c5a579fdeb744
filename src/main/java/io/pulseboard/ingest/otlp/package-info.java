/**
 * OTLP over HTTP ({@code POST /v1/metrics}): the OpenTelemetry protocol's metrics, as protocol buffers or as JSON, translated as
 * "Prometheus and OpenMetrics Compatibility" of the OpenTelemetry specification says. JSON is written anew as protocol buffers, so
 * that one reader knows what a request means. Deltas are added up per series.
 */
@NullMarked
package io.pulseboard.ingest.otlp;

import org.jspecify.annotations.NullMarked;
