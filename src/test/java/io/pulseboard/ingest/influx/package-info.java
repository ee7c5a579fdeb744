@NullMarked
package io.pulseboard.ingest.influx;

import org.jspecify.annotations.NullMarked;
