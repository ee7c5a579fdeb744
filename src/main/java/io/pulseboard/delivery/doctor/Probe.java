package io.pulseboard.delivery.doctor;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A probe that runs: says at once how it will go, and then sends its events, each when its time has come, with the time at which that was.
 * Confined to the event loop that made it, but for {@link #shutDown}.
 */
final class Probe {
    private final ProbePlan plan;
    private final String address;
    private final InstantSource clock;
    private final Probes probes;
    private final Context loop = Objects.requireNonNull(Vertx.currentContext());
    private final long startNanos = System.nanoTime();
    private final ProbeOutput output;
    private long timer = -1;
    private int sent;
    private boolean ended;

    /**
     * @param address of the client, without port
     * @param probes is told when it is over
     */
    Probe(ProbePlan plan, String address, InstantSource clock, Probes probes, ProbeOutput output) {
        this.plan = plan;
        this.address = address;
        this.clock = clock;
        this.probes = probes;
        this.output = output;
    }

    String address() {
        return address;
    }

    /**
     * Begins.
     *
     * @param encoding what its bytes are written in: {@code identity} or {@code gzip}
     */
    void start(String encoding) {
        String resumed = plan.resumedBy() == null ? "null" : '"' + plan.resumedBy() + '"';
        output.send("{\"type\":\"opened\",\"ts\":" + clock.millis() + ",\"encoding\":\"" + encoding + "\",\"every\":"
                + plan.everyMillis() + ",\"count\":" + plan.count() + ",\"after\":" + plan.after()
                + ",\"resumedBy\":" + resumed + "}");
        schedule();
    }

    /** Each is due by the start, not by the one before: what is late once does not delay the rest. */
    private void schedule() {
        long due = startNanos + TimeUnit.MILLISECONDS.toNanos(plan.everyMillis()) * (sent + 1);
        long wait = Math.max(1, TimeUnit.NANOSECONDS.toMillis(due - System.nanoTime()));
        timer = loop.owner().setTimer(wait, id -> next());
    }

    private void next() {
        if (ended) {
            return;
        }
        sent++;
        long number = plan.after() + sent;
        output.send(number, "{\"type\":\"probe\",\"id\":\"" + number + "\",\"ts\":" + clock.millis() + "}");
        if (sent < plan.count()) {
            schedule();
        } else {
            end();
            output.complete();
        }
    }

    /** The client has gone. */
    void left() {
        end();
    }

    /** The server stops; for any thread. */
    void shutDown() {
        loop.runOnContext(now -> {
            if (!ended) {
                end();
                output.shutDown();
            }
        });
    }

    private void end() {
        if (!ended) {
            ended = true;
            loop.owner().cancelTimer(timer);
            probes.leave(this);
        }
    }
}
