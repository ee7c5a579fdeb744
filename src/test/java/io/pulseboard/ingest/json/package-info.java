@NullMarked
package io.pulseboard.ingest.json;

import org.jspecify.annotations.NullMarked;
