/**
 * What receivers share: reading bytes into series that are known already, and the way into the series table. One package below this per
 * protocol, each a pure parser (bytes in, samples out) and a thin adapter. They do not see each other.
 */
@NullMarked
package io.pulseboard.ingest;

import org.jspecify.annotations.NullMarked;
