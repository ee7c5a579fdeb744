package io.pulseboard.ingest.remotewrite;

import org.jspecify.annotations.Nullable;

/** A text that requests of version 2.0 have in their table. One that is remembered is the same object each time. Immutable. */
final class Symbol {
    private static final int PASSING = -1;

    private final @Nullable String text;
    private final int id;

    /**
     * @param id a number that no other text of the parser has, from 0
     */
    Symbol(String text, int id) {
        this.text = text;
        this.id = id;
    }

    private Symbol(@Nullable String text) {
        this.text = text;
        this.id = PASSING;
    }

    /**
     * A text that is not remembered.
     *
     * @param text null if it is not UTF-8
     */
    static Symbol passing(@Nullable String text) {
        return new Symbol(text);
    }

    /** The text, null if it is not UTF-8. */
    @Nullable String text() {
        return text;
    }

    /** The number that no other text has; of use only if it is not passing. */
    int id() {
        return id;
    }

    /** Whether it is not remembered. */
    boolean isPassing() {
        return id == PASSING;
    }

    /** Whether it is the empty text. */
    boolean isEmpty() {
        return text != null && text.isEmpty();
    }
}
