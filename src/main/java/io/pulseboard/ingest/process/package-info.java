/**
 * Pulseboard itself as a source: the JVM, the HTTP server and what the product does, by the same names as on {@code /q/metrics}.
 */
@NullMarked
package io.pulseboard.ingest.process;

import org.jspecify.annotations.NullMarked;
