/**
 * The heart: ticks, feeds, frames, positions and what a subscriber is owed; and the ports through which samples come in
 * ({@link io.pulseboard.hub.SampleSink}) and frames go out. Knows no transport and no wire format.
 */
@NullMarked
package io.pulseboard.hub;

import org.jspecify.annotations.NullMarked;
