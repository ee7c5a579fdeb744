package io.pulseboard.hub;

import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.concurrent.Flow;

/**
 * A subscriber that writes down what it is given, {@code u2} for an update of tick 2, and whether two threads were in it at once. What
 * it writes is not guarded: that signals are serial (rule 1.3) is for the operator to see to.
 */
class Watcher implements MultiSubscriber<Frame> {
    private final StringBuilder seen = new StringBuilder();
    private volatile boolean inside;

    Flow.Subscription subscription;

    /** All that was given, in order. */
    final String seen() {
        return seen.length() == 0 ? "none" : seen.toString();
    }

    private void note(String signal) {
        if (inside) {
            throw new IllegalStateException("two signals at once");
        }
        inside = true;
        seen.append(seen.length() == 0 ? "" : " ").append(signal);
        inside = false;
    }

    @Override
    public void onSubscribe(Flow.Subscription frames) {
        subscription = frames;
    }

    @Override
    public void onItem(Frame frame) {
        note(frame.payload().toString());
    }

    @Override
    public void onFailure(Throwable failure) {
        note("failed");
    }

    @Override
    public void onCompletion() {
        note("completed");
    }
}
