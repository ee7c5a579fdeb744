/**
 * What every HTTP endpoint has in common: the shape of an error, who may call, and which limits hold for a request. Knows nothing
 * of metrics, so that the doors (ingest, delivery, dashboard) share it without seeing one another.
 */
@NullMarked
package io.pulseboard.http;

import org.jspecify.annotations.NullMarked;
