@NullMarked
package io.pulseboard.ingest.remotewrite;

import org.jspecify.annotations.NullMarked;
