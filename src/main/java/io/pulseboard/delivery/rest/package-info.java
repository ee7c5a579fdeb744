/**
 * What can be read without a stream: the newest values, the series there are, the history, and everything held in the exposition
 * formats of Prometheus and OpenMetrics, for a browser, a script, or a Prometheus that federates.
 */
@NullMarked
package io.pulseboard.delivery.rest;

import org.jspecify.annotations.NullMarked;
