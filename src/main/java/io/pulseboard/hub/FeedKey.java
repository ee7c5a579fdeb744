package io.pulseboard.hub;

import io.pulseboard.query.Query;

/**
 * What subscribers must have in common to share a feed.
 *
 * @param query which series
 * @param encoder in which format
 * @param everyTicks how many ticks lie between updates at least, from 1
 */
record FeedKey(Query query, FrameEncoder encoder, int everyTicks) {}
