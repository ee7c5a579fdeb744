/**
 * What {@code /compare} does to the two streams of one visitor, so that SSE and WebSocket can be seen to behave: it looks at the requests of
 * the real endpoints, and acts on the connections below them.
 */
@NullMarked
package io.pulseboard.delivery.compare;

import org.jspecify.annotations.NullMarked;
