/** Every example in {@code examples/}, started by its one command and seen to work. */
@NullMarked
package io.pulseboard.examples;

import org.jspecify.annotations.NullMarked;
