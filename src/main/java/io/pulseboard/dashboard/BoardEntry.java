package io.pulseboard.dashboard;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * A file of the folder, as its readers are told. Immutable.
 *
 * @param name the file's name without its extension
 * @param file the file's name
 * @param title the board's title, null without a board
 * @param board the board as it was last read without fault, null if it never was
 * @param error why the file as it is now is no board, null if it is one
 */
@JsonPropertyOrder({"name", "file", "title", "board", "error"})
@RegisterForReflection
record BoardEntry(
        String name,
        String file,
        @Nullable String title,
        @Nullable Board board,
        @Nullable BoardProblem error) {

    static BoardEntry of(String name, String file, @Nullable Board board, @Nullable BoardProblem error) {
        return new BoardEntry(name, file, board == null ? null : board.title(), board, error);
    }
}
