@NullMarked
package io.pulseboard.hub;

import org.jspecify.annotations.NullMarked;
