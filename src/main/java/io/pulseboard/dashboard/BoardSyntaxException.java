package io.pulseboard.dashboard;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A text that is no board: what is wrong, and where. Carries no stack trace, since it speaks of the author's fault. The message is
 * one line of bounded length, whatever the text holds.
 */
final class BoardSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    /**
     * @param line from 1
     * @param column from 1, in characters
     */
    BoardSyntaxException(int line, int column, String message) {
        super(OneLine.of(message, OneLine.MESSAGE), null, false, false);
        this.line = line;
        this.column = column;
    }

    static BoardSyntaxException at(Mark mark, String message) {
        return new BoardSyntaxException(mark.getLine() + 1, mark.getColumn() + 1, message);
    }

    static BoardSyntaxException at(Node node, String message) {
        return at(node.getStartMark(), message);
    }

    int line() {
        return line;
    }

    int column() {
        return column;
    }
}
