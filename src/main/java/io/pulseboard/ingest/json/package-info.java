/**
 * Samples as JSON: one object, an array of them, or one per line, at {@code POST /metrics}. A bad item is refused by its index and
 * keeps no other out; text that is not JSON is refused whole.
 */
@NullMarked
package io.pulseboard.ingest.json;

import org.jspecify.annotations.NullMarked;
