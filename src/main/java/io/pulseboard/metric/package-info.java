/**
 * The vocabulary of metrics: identity, type, unit, value. Immutable, and made of the JDK alone, so that every other package may
 * speak it. It follows the data model of Prometheus and of OpenMetrics 1.0 (section "Data Model").
 */
@NullMarked
package io.pulseboard.metric;

import org.jspecify.annotations.NullMarked;
