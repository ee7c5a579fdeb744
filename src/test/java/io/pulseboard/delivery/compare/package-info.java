@NullMarked
package io.pulseboard.delivery.compare;

import org.jspecify.annotations.NullMarked;
