package io.pulseboard.ingest;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Parsers that remember what they have read, for requests that come on any thread. The one given back last is lent first, so that with
 * few senders one parser knows all their series. No more are kept than work at once can use. Safe for use by any thread.
 *
 * @param <P> a parser that one thread uses at a time
 */
public final class ParserPool<P> {
    private final Supplier<P> maker;
    private final int mostKept;
    private final ConcurrentLinkedDeque<P> free = new ConcurrentLinkedDeque<>();
    private final AtomicInteger kept = new AtomicInteger();

    /** What to do with a parser. */
    @FunctionalInterface
    public interface Use<P, R, X extends Exception> {
        /** Uses the parser, which is the caller's for as long. */
        R with(P parser) throws X;
    }

    /** A pool that keeps as many parsers as there are processors. */
    public ParserPool(Supplier<P> maker) {
        this(maker, Runtime.getRuntime().availableProcessors());
    }

    ParserPool(Supplier<P> maker, int mostKept) {
        this.maker = maker;
        this.mostKept = mostKept;
    }

    /** Lends a parser for the time of one use. One that has thrown is lent again: a parser has to bear that. */
    public <R, X extends Exception> R use(Use<? super P, R, X> use) throws X {
        P lent = free.pollFirst();
        if (lent == null) {
            lent = maker.get();
        } else {
            kept.decrementAndGet();
        }
        try {
            return use.with(lent);
        } finally {
            if (kept.incrementAndGet() <= mostKept) {
                free.addFirst(lent);
            } else {
                kept.decrementAndGet();
            }
        }
    }
}
