/** The WebSocket: {@code /metrics/ws}. Transport, and the operations that a client may send. */
@NullMarked
package io.pulseboard.delivery.websocket;

import org.jspecify.annotations.NullMarked;
