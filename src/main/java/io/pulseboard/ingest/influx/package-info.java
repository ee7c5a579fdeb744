/**
 * InfluxDB's line protocol over HTTP, as InfluxDB 1.x ({@code /write}) and 2.x ({@code /api/v2/write}) take it, with {@code /ping} and as
 * much of {@code /query} as senders ask for before they write.
 *
 * <p>The sources: the page "Line protocol" of InfluxDB's documentation (2.x, "Reference", "Syntax"), whose section names the comments give,
 * and where that leaves something open {@code influxdata/line-protocol}, the reference decoder; "InfluxDB API reference" of 1.8 and 2.x for
 * the HTTP part.
 */
@NullMarked
package io.pulseboard.ingest.influx;

import org.jspecify.annotations.NullMarked;
