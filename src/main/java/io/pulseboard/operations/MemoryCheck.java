package io.pulseboard.operations;

import io.pulseboard.hub.Hub;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Says at the start, in one line, that the heap is small for what the settings let in, while it can be changed in peace; out of memory the process
 * ends. The figures are those of docs/operations.md.
 */
@Singleton
final class MemoryCheck {
    private static final Logger LOG = Logger.getLogger(MemoryCheck.class);
    private static final long MB = 1 << 20;

    /** Bytes: what the program has in its heap before there is a series or a viewer, and room to collect garbage in. */
    static final long BASE = 48 * MB;

    /** Bytes: a series of which every tick brings a value, with its place in the resume window and in history, all full. */
    static final long PER_SERIES = 12 << 10;

    private final int maxSeries;

    MemoryCheck(Hub hub) {
        this.maxSeries = hub.budget(0).limits().maxSeries();
    }

    void onStart(@Observes StartupEvent start) {
        long heap = Runtime.getRuntime().maxMemory();
        String tooLittle = tooLittle(heap);
        String room = room(heap, maxSeries);
        if (tooLittle != null) {
            LOG.warn(tooLittle);
        } else if (room != null) {
            LOG.info(room);
        }
    }

    /** What to say if there is too little even for nothing, null if there is enough. */
    static @Nullable String tooLittle(long heap) {
        if (heap >= BASE) {
            return null;
        }
        return "too little memory: the heap has " + heap / MB + " MB and needs " + BASE / MB
                + " MB before there is a series or a viewer; in a container half of the memory is heap";
    }

    /** What to say if not all series fit that the settings let in, null if they do. */
    static @Nullable String room(long heap, int maxSeries) {
        long fit = Math.max(0, heap - BASE) / PER_SERIES;
        if (fit >= maxSeries) {
            return null;
        }
        return "the heap has room for some " + rounded(fit) + " series that change with every tick heap=" + heap / MB
                + "MB" + " pulseboard.series.max=" + maxSeries + " (docs/operations.md)";
    }

    /** Two digits: it is an estimate. */
    private static long rounded(long number) {
        long unit = 1;
        while (number / unit >= 100) {
            unit *= 10;
        }
        return number / unit * unit;
    }
}
