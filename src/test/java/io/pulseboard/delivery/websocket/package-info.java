@NullMarked
package io.pulseboard.delivery.websocket;

import org.jspecify.annotations.NullMarked;
