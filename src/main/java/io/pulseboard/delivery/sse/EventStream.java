package io.pulseboard.delivery.sse;

import io.pulseboard.delivery.StreamRequest;

/**
 * The answer to a stream request, before anything is written.
 *
 * @param request what the client wants
 * @param navigation whether a browser shows it as a page: then it is plain text, since some browsers offer an event stream as a
 *     download
 */
public record EventStream(StreamRequest request, boolean navigation) {}
