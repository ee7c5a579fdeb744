@NullMarked
package io.pulseboard.ingest.push;

import org.jspecify.annotations.NullMarked;
