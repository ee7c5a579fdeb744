/** Running it: health, an orderly end, and the checks at start. Sees everything, is seen by nothing. */
@NullMarked
package io.pulseboard.operations;

import org.jspecify.annotations.NullMarked;
