package bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** All viewers of a run, on one or more loops. Its methods are for the one thread that directs the run. */
final class Fleet implements AutoCloseable {
    /** With compression, this many clients for one that inflates and checks what it gets. */
    static final int SAMPLE = 100;

    private static final int SETTLE_SECONDS = 60;

    private final List<Loop> loops = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final int ramp;
    private final int compressed;
    private int size;

    /**
     * @param threads how many loops
     * @param ramp connections opened per second
     * @param compressed 0 without compression, else the clients ask for it and one of so many inflates and checks what it gets
     */
    Fleet(int threads, int ramp, int compressed) {
        this.ramp = ramp;
        this.compressed = compressed;
        for (int i = 0; i < threads; i++) {
            Loop loop = new Loop(ramp / threads);
            loops.add(loop);
            this.threads.add(new Thread(loop, "clients-" + i));
        }
        this.threads.forEach(Thread::start);
    }

    /** Opens so many viewers of one stream. */
    Fleet open(Endpoint endpoint, int count) {
        for (int i = 0; i < count; i++) {
            Client.Compression compression = compressed == 0
                    ? Client.Compression.NONE
                    : i % compressed == 0 ? Client.Compression.CHECKED : Client.Compression.COUNTED;
            int number = size++;
            Loop loop = loops.get(number % loops.size());
            loop.submit(() -> loop.add(endpoint.client(number, compression, loop)));
        }
        return this;
    }

    /** Waits until all are accepted, or have failed, or the time for it is over; says how many are accepted. */
    int awaitOpen() throws InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(30 + size / Math.max(1, ramp));
        while (count(client -> !client.open() && client.failure().isEmpty()) > 0 && System.nanoTime() < limit) {
            Thread.sleep(100);
        }
        return count(Client::open);
    }

    /** How many clients are so. */
    int count(Predicate<Client> predicate) {
        return each(loop -> (int) loop.clients().stream().filter(predicate).count()).stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** All clients; what is in them belongs to their loops. */
    List<Client> clients() {
        return each(loop -> List.copyOf(loop.clients())).stream()
                .flatMap(Collection::stream)
                .toList();
    }

    /** Does something with each client that the predicate takes, on its loop's thread. */
    void forEach(Predicate<Client> predicate, Consumer<Client> action) {
        each(loop -> {
            loop.clients().stream().filter(predicate).forEach(action);
            return true;
        });
    }

    /** Does something on each loop's thread, and waits. */
    <T> List<T> each(Function<Loop, T> question) {
        return loops.stream().map(loop -> loop.ask(() -> question.apply(loop))).toList();
    }

    /** The loop of a client, for what has to be done on its thread. */
    Loop loop(Client client) {
        return loops.get(client.number() % loops.size());
    }

    /** Measures for so many seconds. */
    Measurement measure(double seconds, ServerProcess server) throws InterruptedException {
        return measure(seconds, server, () -> {});
    }

    /**
     * Measures for so many seconds, and then waits until every client has what had been sent to any at the end.
     *
     * @param server null if it cannot be looked at
     * @param meanwhile is done at the beginning
     */
    Measurement measure(double seconds, ServerProcess server, Runnable meanwhile) throws InterruptedException {
        each(loop -> {
            loop.startRecording();
            return true;
        });
        Measurement.Clock clock = new Measurement.Clock(server);
        meanwhile.run();
        TimeUnit.MILLISECONDS.sleep((long) (seconds * 1000) - clock.elapsedMillis());
        Measurement.Usage usage = clock.stop();
        Tally tally = new Tally();
        each(Loop::stopRecording).forEach(tally::add);
        List<Coverage.Counts> received = counts();
        int behind = settle();
        return new Measurement(usage, tally, received, counts(), behind, failures());
    }

    private List<Coverage.Counts> counts() {
        return each(loop -> loop.clients().stream()
                        .filter(Client::checked)
                        .map(client -> client.coverage().counts())
                        .toList())
                .stream()
                .flatMap(Collection::stream)
                .toList();
    }

    // What nobody tells: a client that gets nothing any more has no hole.
    private int settle() throws InterruptedException {
        long newest =
                each(loop -> loop.clients().stream()
                                .mapToLong(client -> client.coverage().seen())
                                .max()
                                .orElse(0))
                        .stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0);
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS);
        int behind;
        do {
            Thread.sleep(50);
            behind = count(client -> client.checked() && client.coverage().seen() < newest);
        } while (behind > 0 && System.nanoTime() < limit);
        return behind;
    }

    private List<String> failures() {
        return each(loop -> loop.clients().stream()
                        .map(Client::failure)
                        .filter(failure -> !failure.isEmpty())
                        .toList())
                .stream()
                .flatMap(Collection::stream)
                .toList();
    }

    @Override
    public void close() {
        loops.forEach(Loop::stop);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
