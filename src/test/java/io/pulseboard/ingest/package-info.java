@NullMarked
package io.pulseboard.ingest;

import org.jspecify.annotations.NullMarked;
