/**
 * Pushgateway's contract: {@code PUT}, {@code POST} and {@code DELETE} of a group's metrics in text exposition format, at
 * {@code /metrics/job/<job>{/<label>/<value>}}, as the README of {@code prometheus/pushgateway} describes it (section "API").
 *
 * <p>Where we differ: a group is kept in memory only, types of one metric may differ between groups, labels need not be complete
 * with an empty {@code instance}, and a push that exceeds a budget keeps what fits and says so.
 */
@NullMarked
package io.pulseboard.ingest.push;

import org.jspecify.annotations.NullMarked;
