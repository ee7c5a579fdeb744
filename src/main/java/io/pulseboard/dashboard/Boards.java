package io.pulseboard.dashboard;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All boards as they were at one moment, encoded once for whoever asks. Immutable. */
final class Boards {
    private static final Comparator<BoardEntry> BY_NAME =
            Comparator.comparing(BoardEntry::name).thenComparing(BoardEntry::file);

    /** No folder is configured, or none was read yet. */
    static final Boards NONE = new Boards(List.of(), null);

    private final List<BoardEntry> entries;
    private final @Nullable BoardProblem error;
    private final TaggedJson all;
    private final Map<String, TaggedJson> byName = new HashMap<>();

    /** The shape of the whole list. */
    @JsonPropertyOrder({"dashboards", "error"})
    @RegisterForReflection
    record Listing(List<BoardEntry> dashboards, @Nullable BoardProblem error) {}

    /**
     * @param error what is wrong with the folder itself, null if nothing
     */
    Boards(Collection<BoardEntry> entries, @Nullable BoardProblem error) {
        this.entries = entries.stream().sorted(BY_NAME).toList();
        this.error = error;
        this.all = TaggedJson.of(new Listing(this.entries, error));
        // Of two files of one name the first has it; the other is there to show its error.
        this.entries.forEach(entry -> byName.computeIfAbsent(entry.name(), name -> TaggedJson.of(entry)));
    }

    /** In the order of their names. */
    List<BoardEntry> entries() {
        return entries;
    }

    @Nullable BoardProblem error() {
        return error;
    }

    TaggedJson all() {
        return all;
    }

    /** One entry, null if there is none of this name. */
    @Nullable TaggedJson find(String name) {
        return byName.get(name);
    }

    /** How many boards can be shown, from an older version of their file too. */
    int loaded() {
        return (int) entries.stream().filter(entry -> entry.board() != null).count();
    }

    /** How many files are in error. */
    int failed() {
        return (int) entries.stream().filter(entry -> entry.error() != null).count();
    }
}
