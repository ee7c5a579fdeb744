@NullMarked
package io.pulseboard.ingest.statsd;

import org.jspecify.annotations.NullMarked;
