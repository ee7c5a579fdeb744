package io.pulseboard.ingest.influx;

/**
 * Where lines were sent, as a label of their series. Immutable.
 *
 * @param name {@code db} in version 1 of the API, {@code bucket} in version 2
 * @param value empty if the request does not say; then there is no label
 */
record Origin(String name, String value) {}
