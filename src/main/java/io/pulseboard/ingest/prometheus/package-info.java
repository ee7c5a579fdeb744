/**
 * The Prometheus text exposition format 0.0.4 and OpenMetrics 1.0: a parser that is pure, bytes in and samples out, and the
 * scraper that feeds it. The parser's classes import neither Quarkus nor CDI; whoever receives such a body by other means, such
 * as a push, uses them too.
 *
 * <p>The sources: Prometheus's "Exposition formats" and the parser behind Pushgateway ({@code prometheus/common}, package
 * {@code expfmt}) for 0.0.4; "OpenMetrics, a cloud-native, highly scalable metrics protocol" (specification 1.0.0), whose section
 * names the comments give, for the other.
 */
@NullMarked
package io.pulseboard.ingest.prometheus;

import org.jspecify.annotations.NullMarked;
