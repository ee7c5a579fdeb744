package io.pulseboard.hub;

import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;

/**
 * The stream of one subscription. Cold: each subscriber joins the feed by itself. Follows demand: a subscriber without it is not
 * queued for but gets a merged frame when it asks again. Ends with completion after a {@code bye}, or with a
 * {@link StreamClosedException}.
 */
final class FrameMulti extends AbstractMulti<Frame> {
    private final Subscription subscription;
    private final FrameSubscription.FrameSource source;

    FrameMulti(Subscription subscription, FrameSubscription.FrameSource source) {
        this.subscription = subscription;
        this.source = source;
    }

    @Override
    public void subscribe(MultiSubscriber<? super Frame> downstream) {
        FrameSubscription frames = new FrameSubscription(subscription, downstream, source);
        downstream.onSubscribe(frames);
        source.join(frames);
    }
}
