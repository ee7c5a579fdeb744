package io.pulseboard.hub;

import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Stands for the hub behind one {@link FrameMulti}: gives each subscriber the same frames, a given number of them, and then ends
 * the stream. A frame is put in front of a subscriber when it has taken the one before.
 */
final class ScriptedFrames implements FrameSubscription.FrameSource {
    /** How a subscriber comes by its frames. */
    enum Script {
        /** All are owed from the start, as in a replay. */
        OWED,
        /** All are owed from the start, and are given a few at a time, as in a long replay. */
        OWED_IN_PIECES,
        /** One is owed; the others come live, by turns merged, as a heartbeat, as a notice and in order. */
        LIVE,
        /** None: the hub has no room. */
        REFUSED
    }

    private static final int PIECE = 3;

    private final Script script;
    private final long frames;
    private final Executor loop;

    /** The message of the n-th frame. */
    record Numbered(long number) implements Payload {
        @Override
        public int size() {
            return Long.BYTES;
        }
    }

    /**
     * @param frames after how many the stream ends
     * @param loop runs what the hub would have an event loop do
     */
    ScriptedFrames(Script script, long frames, Executor loop) {
        this.script = script;
        this.frames = frames;
        this.loop = loop;
    }

    @Override
    public void join(FrameSubscription subscription) {
        if (script == Script.REFUSED) {
            loop.execute(() -> subscription.close(
                    null, new StreamClosedException(CloseReason.TOO_MANY_STREAMS, "there is room for none")));
            return;
        }
        if (script == Script.OWED_IN_PIECES && frames > 0) {
            owed(subscription, 0, 0, frames);
            return;
        }
        long owed = Math.min(frames, script == Script.OWED ? Integer.MAX_VALUE : 1);
        loop.execute(() -> {
            subscription.start(owed(0, (int) owed), owed, owed);
            if (frames == 0) {
                subscription.close(null, null);
            }
        });
    }

    private static List<Frame> owed(long after, int count) {
        return new AbstractList<>() {
            @Override
            public Frame get(int index) {
                return frame(Frame.Kind.UPDATE, after + index + 1, after + index + 1);
            }

            @Override
            public int size() {
                return count;
            }
        };
    }

    @Override
    public void delivered(FrameSubscription subscription, Frame frame) {
        long number = ((Numbered) frame.payload()).number();
        if (number >= frames) {
            loop.execute(() -> subscription.close(null, null));
        } else if (script == Script.LIVE) {
            loop.execute(() -> putInFront(subscription, number + 1));
        }
    }

    /** The n-th frame; every turn of four moves the ordinal on by three: one for an update, two for a merged frame. */
    private static void putInFront(FrameSubscription subscription, long number) {
        long ordinal = number / 4 * 3;
        switch ((int) (number % 4)) {
            case 0 -> subscription.notice(frame(Frame.Kind.NOTICE, number, 0));
            case 1 -> subscription.offer(frame(Frame.Kind.UPDATE, number, ordinal + 1));
            case 2 -> subscription.offer(frame(Frame.Kind.UPDATE, number, ordinal + 3));
            default -> subscription.heartbeat(frame(Frame.Kind.HEARTBEAT, number, ordinal + 3));
        }
    }

    @Override
    public void owed(FrameSubscription subscription, long seq, long ordinal, long upTo) {
        int piece = (int) Math.min(PIECE, upTo - seq);
        loop.execute(() -> subscription.start(owed(seq, piece), seq + piece, ordinal + piece, upTo));
    }

    @Override
    public void merge(FrameSubscription subscription, long seq, long ordinal) {
        loop.execute(() -> subscription.merged(frame(Frame.Kind.UPDATE, seq + 1, ordinal + 2)));
    }

    private static Frame frame(Frame.Kind kind, long number, long ordinal) {
        return new Frame(kind, number, ordinal, new Numbered(number));
    }

    @Override
    public void leave(FrameSubscription subscription) {
        // Nothing is kept of it: rule 3.13 asks that a cancelled subscriber can be collected.
    }

    @Override
    public void dropped(FrameSubscription subscription, int count) {
        throw new AssertionError("a notice was dropped although the one before was taken");
    }
}
