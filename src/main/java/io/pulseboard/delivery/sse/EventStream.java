package io.pulseboard.delivery.sse;

import io.pulseboard.delivery.StreamRequest;

/**
 * The body of the answer to a stream request, before anything is written.
 *
 * @param request what the client wants
 * @param gzip whether the body is a gzip stream
 */
public record EventStream(StreamRequest request, boolean gzip) {}
