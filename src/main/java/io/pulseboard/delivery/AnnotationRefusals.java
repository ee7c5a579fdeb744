package io.pulseboard.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.http.ProblemException;
import jakarta.inject.Singleton;

/** Counts annotations that were not taken, whichever way they came. Safe for use by any thread. */
@Singleton
final class AnnotationRefusals {
    private final MeterRegistry registry;

    AnnotationRefusals(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts a refusal by its code, which is one of a few constants, and gives it back. */
    ProblemException counted(ProblemException refusal) {
        Counter.builder("pulseboard.annotations.refused")
                .description("Annotations not taken, by reason")
                .tag("reason", refusal.problem().code())
                .register(registry)
                .increment();
        return refusal;
    }
}
