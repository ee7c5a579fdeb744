@NullMarked
package io.pulseboard.delivery.sse;

import org.jspecify.annotations.NullMarked;
