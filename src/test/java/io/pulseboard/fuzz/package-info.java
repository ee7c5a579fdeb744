/**
 * Runs the parsers under Jazzer, a fuzzer that is led by the code that an input reaches. A parser joins by one class beside it whose name
 * ends in {@code FuzzTarget}, with {@code public static void fuzzerTestOneInput(byte[])}, and a folder of seeds with that name in {@code
 * src/test/resources/fuzz}.
 */
@NullMarked
package io.pulseboard.fuzz;

import org.jspecify.annotations.NullMarked;
