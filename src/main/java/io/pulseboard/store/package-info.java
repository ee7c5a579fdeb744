/**
 * What is held: the series table with its pending and frozen values, and the history that charts are drawn from. Knows neither
 * queries nor clients.
 */
@NullMarked
package io.pulseboard.store;

import org.jspecify.annotations.NullMarked;
