/** The page and {@code client.js} in a real Chromium. */
@NullMarked
package io.pulseboard.dashboard;

import org.jspecify.annotations.NullMarked;
