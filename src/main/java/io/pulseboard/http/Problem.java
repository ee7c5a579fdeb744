package io.pulseboard.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told when something is wrong. The same JSON object is the body of an HTTP error and the {@code error} message
 * of a stream, so that a client reads both with one piece of code. Immutable.
 *
 * @param code a word for programs, stable: {@code bad_query}, {@code too_large}, ...
 * @param message a sentence for people that names the subject and the offending value
 * @param parameter the parameter, field or header that was wrong, null if it was none in particular
 * @param line where in the body, counted from 1, null if that means nothing
 * @param column where in the line or the text, counted from 1, null if that means nothing
 * @param position where in the parameter's value, in UTF-16 code units counted from 0, null if that means nothing
 * @param expected what would have been right at that place, null if that means nothing
 */
@JsonPropertyOrder({"type", "code", "message", "parameter", "line", "column", "position", "expected"})
@JsonInclude(JsonInclude.Include.NON_NULL)
@RegisterForReflection
public record Problem(
        String code,
        String message,
        @Nullable String parameter,
        @Nullable Integer line,
        @Nullable Integer column,
        @Nullable Integer position,
        @Nullable String expected) {

    /** A problem that has no particular place. */
    public static Problem of(String code, String message) {
        return new Problem(code, message, null, null, null, null, null);
    }

    /** A problem with one parameter, field or header. */
    public static Problem ofParameter(String code, String message, String parameter) {
        return new Problem(code, message, parameter, null, null, null, null);
    }

    /** The message type on a stream, always {@code error}. */
    @JsonProperty("type")
    public String type() {
        return "error";
    }
}
