@NullMarked
package io.pulseboard.delivery;

import org.jspecify.annotations.NullMarked;
