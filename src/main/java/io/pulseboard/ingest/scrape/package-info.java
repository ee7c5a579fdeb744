/**
 * Collects from targets that expose their metrics over HTTP, as Prometheus does: which targets, when, the HTTP exchange, and what a
 * target that fails or leaves something out means. Reading the text is {@link io.pulseboard.ingest.prometheus}'s.
 */
@NullMarked
package io.pulseboard.ingest.scrape;

import org.jspecify.annotations.NullMarked;
