/** Server-Sent Events: {@code GET /metrics/stream}. Transport only. */
@NullMarked
package io.pulseboard.delivery.sse;

import org.jspecify.annotations.NullMarked;
