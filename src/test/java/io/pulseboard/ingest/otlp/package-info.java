@NullMarked
package io.pulseboard.ingest.otlp;

import org.jspecify.annotations.NullMarked;
