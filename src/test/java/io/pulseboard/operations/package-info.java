@NullMarked
package io.pulseboard.operations;

import org.jspecify.annotations.NullMarked;
