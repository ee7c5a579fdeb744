package io.pulseboard.dashboard;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a board, as its readers are told. Immutable.
 *
 * @param file the name of its file, null if it has none: a text that was sent, or the folder itself
 * @param line from 1, null where the whole file is meant
 * @param column from 1, in characters, null where the whole file is meant
 * @param message one line that names the member and the value
 */
@JsonPropertyOrder({"file", "line", "column", "message"})
@RegisterForReflection
record BoardProblem(
        @Nullable String file,
        @Nullable Integer line,
        @Nullable Integer column,
        String message) {

    static BoardProblem in(@Nullable String file, BoardSyntaxException e) {
        return new BoardProblem(file, e.line(), e.column(), String.valueOf(e.getMessage()));
    }

    /** A problem that has no place in the text. */
    static BoardProblem ofWhole(@Nullable String file, String message) {
        return new BoardProblem(file, null, null, OneLine.of(message, OneLine.MESSAGE));
    }
}
