package io.pulseboard.ingest.host;

import io.pulseboard.hub.SampleSink;
import io.pulseboard.metric.Sample;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Samples the readers into the sink. The slow readers run on a thread of their own and leave what they found with the next sample
 * of the fast ones, so that nothing that hangs delays those, and everything arrives in few batches. Safe for use by several
 * threads: a sample that finds the last one of its kind still running is skipped.
 */
final class HostSampler {
    private static final String SOURCE = "host";

    private final SampleSink sink;
    private final InstantSource clock;
    private final ReaderGroup fast;
    private final ReaderGroup slow;
    private final ReentrantLock fastLock = new ReentrantLock();
    private final ReentrantLock slowLock = new ReentrantLock();

    /** What the slow readers found and nobody sent yet; guarded by itself. */
    private final List<Sample> found = new ArrayList<>();

    private volatile boolean sampled;

    HostSampler(SampleSink sink, InstantSource clock, ReaderGroup fast, ReaderGroup slow) {
        this.sink = sink;
        this.clock = clock;
        this.fast = fast;
        this.slow = slow;
    }

    /** Reads the fast readers and appends their samples, with those that wait; false if another thread is at it. */
    boolean sample() {
        if (!fastLock.tryLock()) {
            return false;
        }
        try {
            List<Sample> samples = fast.read(clock.millis());
            synchronized (found) {
                samples.addAll(found);
                found.clear();
            }
            sink.append(SOURCE, samples);
            sampled = true;
            return true;
        } finally {
            fastLock.unlock();
        }
    }

    /** Reads the slow readers; false if another thread is at it. May take seconds. */
    boolean sampleSlow() {
        if (!slowLock.tryLock()) {
            return false;
        }
        try {
            List<Sample> samples = slow.read(clock.millis());
            synchronized (found) {
                found.addAll(samples);
            }
            return true;
        } finally {
            slowLock.unlock();
        }
    }

    /** Whether samples were appended at least once. */
    boolean hasSampled() {
        return sampled;
    }
}
