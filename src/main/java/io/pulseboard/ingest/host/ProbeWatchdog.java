package io.pulseboard.ingest.host;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks what may never answer. A question that is not answered in time fails, and its subject is not asked again until that first
 * question has come back: so a dead server costs one thread and one timeout, once, and not one of each per round. The threads are
 * daemons, since nothing can end a thread that the kernel holds. Used by one thread at a time.
 */
final class ProbeWatchdog {
    private final Duration timeout;
    private final Map<String, Future<?>> stuck = new HashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "pulseboard-host-probe");
        thread.setDaemon(true);
        return thread;
    });

    ProbeWatchdog(Duration timeout) {
        this.timeout = timeout;
    }

    /**
     * Asks, and waits for the answer.
     *
     * @param subject whom
     * @throws IOException what the question threw, or that the subject is stuck
     */
    <T> T ask(String subject, Callable<T> question) throws IOException {
        Future<?> last = stuck.get(subject);
        if (last != null && !last.isDone()) {
            throw new IOException(subject + ": has not answered yet");
        }
        stuck.remove(subject);
        Future<T> answer = threads.submit(question);
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            stuck.put(subject, answer);
            throw new IOException(subject + ": no answer within " + timeout.toMillis() + " ms", late);
        } catch (ExecutionException failed) {
            throw new IOException(subject + ": " + failed.getCause(), failed.getCause());
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(subject + ": interrupted");
        }
    }

    /** Whether the subject was asked and has not answered. */
    boolean isStuck(String subject) {
        Future<?> last = stuck.get(subject);
        return last != null && !last.isDone();
    }
}
