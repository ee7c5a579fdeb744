/** The page and {@code client.js} in a real Chromium; and boards that are files. */
@NullMarked
package io.pulseboard.dashboard;

import org.jspecify.annotations.NullMarked;
