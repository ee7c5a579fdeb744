/**
 * Takes samples by the Prometheus remote write protocol, versions 1.0 and 2.0 (prometheus.io/docs/specs/prw). The parsers know
 * neither HTTP nor the framework: bytes in, samples out.
 */
@NullMarked
package io.pulseboard.ingest.remotewrite;

import org.jspecify.annotations.NullMarked;
