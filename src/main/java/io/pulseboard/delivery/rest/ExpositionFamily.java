package io.pulseboard.delivery.rest;

import java.util.List;

/**
 * One metric family as it is written: what is said about it, then its lines, those of one metric together. Immutable.
 *
 * @param name the name in {@code TYPE}, in OpenMetrics without {@code _total}
 * @param type the type in the words of the format
 * @param unit the unit, empty to leave it out
 * @param help the help, empty to leave it out
 * @param samples the lines
 */
record ExpositionFamily(String name, String type, String unit, String help, List<ExpositionSample> samples) {}
