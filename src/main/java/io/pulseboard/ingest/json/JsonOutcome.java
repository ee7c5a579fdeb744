package io.pulseboard.ingest.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to samples in JSON. Where none was accepted it is a problem too, with type, code and message. Immutable.
 *
 * @param type {@code error} if nothing was accepted
 * @param code why the first one was refused, if nothing was accepted
 * @param message the same as a sentence
 * @param accepted how many are applied
 * @param refused the others, in the order of the body, as far as an answer can hold
 * @param omitted how many more were refused, null if none
 */
@JsonPropertyOrder({"type", "code", "message", "accepted", "refused", "omitted"})
@JsonInclude(JsonInclude.Include.NON_NULL)
@RegisterForReflection
record JsonOutcome(
        @Nullable String type,
        @Nullable String code,
        @Nullable String message,
        int accepted,
        List<Refused> refused,
        @Nullable Integer omitted) {
    private static final int MOST_LISTED = 1_000;

    /**
     * One item that was not applied.
     *
     * @param index its place in the body, counted from 0
     */
    @RegisterForReflection
    record Refused(int index, String code, String message) {}

    /**
     * @param refused all of them, in order
     */
    static JsonOutcome of(int accepted, List<Refused> refused) {
        List<Refused> listed = refused.size() > MOST_LISTED ? refused.subList(0, MOST_LISTED) : refused;
        Integer omitted = refused.size() > MOST_LISTED ? Integer.valueOf(refused.size() - MOST_LISTED) : null;
        if (accepted > 0 || refused.isEmpty()) {
            return new JsonOutcome(null, null, null, accepted, listed, omitted);
        }
        Refused first = refused.get(0);
        String message = "nothing was accepted; item " + first.index() + ": " + first.message();
        return new JsonOutcome("error", first.code(), message, 0, listed, omitted);
    }
}
