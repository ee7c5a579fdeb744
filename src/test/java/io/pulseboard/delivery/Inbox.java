package io.pulseboard.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a test's client has received and the test has not yet looked at. The client's thread puts in, the test takes
 * out; every message that is taken has passed the check for holes.
 */
public final class Inbox {
    /** How long to wait for what has to come; machines that build are slow. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
    private final List<StreamMessage> taken = new ArrayList<>();
    private Coverage coverage;

    /** A message, or the end of the stream. */
    private record Entry(
            @Nullable StreamMessage message, @Nullable Throwable fault) {}

    /** @param after the position that the stream goes on from, null if it starts with a snapshot */
    public Inbox(@Nullable String after) {
        coverage = new Coverage(after);
    }

    /** A message has come. */
    void put(String text) {
        try {
            queue.add(new Entry(StreamMessage.parse(text), null));
        } catch (AssertionError fault) {
            queue.add(new Entry(null, fault));
        }
    }

    /** A message has come that was not text. */
    void put(StreamMessage message) {
        queue.add(new Entry(message, null));
    }

    /** The stream is broken in a way that the test has to hear of. */
    void fail(Throwable fault) {
        queue.add(new Entry(null, fault));
    }

    /** The stream has ended. */
    void end() {
        queue.add(new Entry(null, null));
    }

    /** The next message. */
    public StreamMessage next() {
        StreamMessage message = poll();
        if (message == null) {
            throw new AssertionError("the stream ended after " + taken);
        }
        return message;
    }

    private @Nullable StreamMessage poll() {
        try {
            Entry entry = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (entry == null) {
                throw new AssertionError("nothing came for " + PATIENCE + " after " + taken);
            }
            if (entry.fault() != null) {
                throw new AssertionError("the stream is broken after " + taken, entry.fault());
            }
            if (entry.message() != null) {
                coverage.accept(entry.message());
                taken.add(entry.message());
            }
            return entry.message();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** The next message, which has to be of this type. */
    public StreamMessage next(String type) {
        StreamMessage message = next();
        if (!message.is(type)) {
            throw new AssertionError("expected " + type + ", got " + message);
        }
        return message;
    }

    /** The first message from here on for which this is true; those before it are passed over. */
    public StreamMessage until(Predicate<StreamMessage> condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        StreamMessage message = next();
        while (!condition.test(message)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not in " + taken);
            }
            message = next();
        }
        return message;
    }

    /** The first message of this type from here on; those before it are passed over. */
    public StreamMessage until(String type) {
        return until(message -> message.is(type));
    }

    /** The first message from here on that gives this key of the named format this value. */
    public StreamMessage untilValue(String key, double value) {
        return until(message -> message.json().path("values").path(key).isNumber() && message.value(key) == value);
    }

    /** Everything up to the end of the stream. */
    public List<StreamMessage> rest() {
        List<StreamMessage> rest = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (StreamMessage message = poll(); message != null; message = poll()) {
            rest.add(message);
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no end after " + taken);
            }
        }
        return rest;
    }

    /** All that was taken so far. */
    public List<StreamMessage> taken() {
        return List.copyOf(taken);
    }

    /** The position reached with what was taken; fails the test if there is none. */
    public String position() {
        String last = coverage.last();
        if (last == null) {
            throw new AssertionError("no position in " + taken);
        }
        return last;
    }

    /** From the next message on, the stream is expected to go on from this position. */
    public void goingOnFrom(String after) {
        coverage = new Coverage(after);
    }
}
