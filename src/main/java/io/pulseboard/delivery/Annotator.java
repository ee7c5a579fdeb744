package io.pulseboard.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import io.pulseboard.http.PerMinute;
import io.pulseboard.http.Problem;
import io.pulseboard.http.ProblemException;
import io.pulseboard.hub.Annotation;
import io.pulseboard.hub.Hub;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Takes annotations from those who may annotate ({@link AnnotationAccess}), whichever way they come: the same limits and the same
 * rate for all. What is refused is counted. Safe for use by any thread.
 */
@Singleton
public final class Annotator {
    /** Clocks differ, if only by a little. */
    private static final Duration MOST_AHEAD = Duration.ofMinutes(1);

    private static final int MOST_PER_MINUTE = 6000;

    private final Hub hub;
    private final AnnotationRefusals refusals;
    private final PerMinute rate;
    private final int maxPerMinute;
    private final InstantSource clock;

    @Inject
    Annotator(Hub hub, AnnotationRefusals refusals, AnnotationConfig config) {
        this(hub, refusals, config.annotation().maxPerMinute(), InstantSource.system(), System::nanoTime);
    }

    /**
     * @param nanoTime for the rate, as {@link PerMinute} has it
     * @throws ConfigurationException if the rate makes no sense, naming the setting
     */
    Annotator(Hub hub, AnnotationRefusals refusals, int maxPerMinute, InstantSource clock, LongSupplier nanoTime) {
        if (maxPerMinute < 1 || maxPerMinute > MOST_PER_MINUTE) {
            throw new ConfigurationException("pulseboard.annotation.max-per-minute = " + maxPerMinute
                    + " is not between 1 and " + MOST_PER_MINUTE);
        }
        this.hub = hub;
        this.refusals = refusals;
        this.rate = new PerMinute(maxPerMinute, nanoTime);
        this.maxPerMinute = maxPerMinute;
        this.clock = clock;
    }

    /**
     * Puts an annotation on everybody's screen.
     *
     * @param node an object with {@code text}, and {@code tags} and {@code ts} if the client likes
     * @param admitted whether {@link AnnotationAccess} lets the client
     * @throws ProblemException 400 if a member is wrong, 403 if the client is not let, 429 with {@code Retry-After} if there are too many
     */
    public Annotation annotate(JsonNode node, boolean admitted) {
        try {
            AnnotationDraft draft = AnnotationDraft.read(node);
            long timestampMillis = timestampMillis(draft);
            if (!admitted) {
                throw notAdmitted();
            }
            admit();
            return hub.annotate(timestampMillis, draft.text(), draft.tags());
        } catch (ProblemException refusal) {
            throw refusals.counted(refusal);
        }
    }

    private long timestampMillis(AnnotationDraft draft) {
        long now = clock.millis();
        Long wanted = draft.timestampMillis();
        if (wanted == null) {
            return now;
        }
        Duration reach = hub.reach();
        if (wanted < now - reach.toMillis() || wanted > now + MOST_AHEAD.toMillis()) {
            throw AnnotationDraft.bad(
                    "ts",
                    "ts is " + wanted + ", which is " + Instant.ofEpochMilli(wanted),
                    "a time from " + reach.toMinutes() + " min ago to " + MOST_AHEAD.toMinutes() + " min ahead");
        }
        return wanted;
    }

    private static ProblemException notAdmitted() {
        return new ProblemException(
                403,
                Problem.ofParameter(
                        "not_allowed",
                        "annotations are not open to this connection, see pulseboard.annotations",
                        "op"));
    }

    private void admit() {
        int seconds = rate.admit();
        if (seconds > 0) {
            throw ProblemException.retryAfter(
                    seconds,
                    Problem.ofParameter(
                            "too_many_annotations",
                            "there were " + maxPerMinute + " annotations within a minute, as many as "
                                    + "pulseboard.annotation.max-per-minute allows: try again in " + seconds + " s",
                            "pulseboard.annotation.max-per-minute"));
        }
    }
}
