package io.pulseboard.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Viewers that join, stall, leave, come back, change what they watch and go from one transport to the other at random, on a hub
 * whose threads are worked off in random order. Whatever happens: with every message a viewer's state is exactly the state at the
 * message's position; its updates are those due after its position, each once and in order, or a merged one that says for how many
 * it stands; a gap is told where, and only where, a change can not be replayed; and in the end nobody lacks anything.
 *
 * <p>A failure names its seed. {@code -Dsimulation.seed=42} runs that one, {@code -Dsimulation.seeds=1000} the first thousand.
 */
class ViewersSimulationTest {
    private static final ViewersSimulation.Shape FEW = new ViewersSimulation.Shape(40, 1_500, 40);
    private static final ViewersSimulation.Shape CROWD = new ViewersSimulation.Shape(3_000, 200, 4_000);

    static LongStream seeds() {
        Long one = Long.getLong("simulation.seed");
        return one != null ? LongStream.of(one) : LongStream.rangeClosed(1, Long.getLong("simulation.seeds", 5));
    }

    /** Few clients, and much time between two ticks: every order of tasks comes about. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whatEachOfAFewViewersSeesIsTheTruthWithMergesAccountedFor(long seed) {
        everythingHappens(run(seed, FEW));
    }

    /** Thousands of clients: long lists, walks in several pieces, hundreds that share a frame. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whatEachOfThousandsOfViewersSeesIsTheTruthWithMergesAccountedFor(long seed) {
        everythingHappens(run(seed, CROWD));
    }

    private static SimulatedClient.Tally run(long seed, ViewersSimulation.Shape shape) {
        try {
            return new ViewersSimulation(seed, shape).run();
        } catch (AssertionError failure) {
            throw new AssertionError("seed " + seed + " (-Dsimulation.seed=" + seed + "), " + shape, failure);
        }
    }

    /** A run in which nobody falls behind, or comes back too late, shows nothing. */
    private static void everythingHappens(SimulatedClient.Tally tally) {
        assertThat(List.of(tally.updates, tally.merges, tally.resumes, tally.heartbeats, tally.notices))
                .as("updates, merges, resumes, heartbeats and annotations seen")
                .allMatch(count -> count > 100);
        assertThat(tally.gaps).as("gaps seen").isGreaterThan(5);
    }
}
