/**
 * What viewers are sent: the messages of {@code docs/protocol.md} in their formats, encoded once and shared, and what the
 * transports have in common.
 */
@NullMarked
package io.pulseboard.delivery;

import org.jspecify.annotations.NullMarked;
