package io.pulseboard.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The folder that boards are read from. Each scan reads what is there by content, whatever times and links say: so it sees a
 * Kubernetes ConfigMap change, where a hidden link moves to another folder, and an editor that renames a new file over the old
 * one. A file that is no board keeps the board that it was last; a folder that cannot be read keeps all of them. Each change of a
 * file is one line in the log.
 *
 * <p>One scan at a time; what it found may be read by any thread.
 */
final class BoardFolder {
    /** How many boards there may be; the first by name. */
    static final int MAX_FILES = 100;

    private static final Logger LOG = Logger.getLogger(BoardFolder.class);
    private static final String FILES = "*.{yaml,yml}";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");
    /** Where texts are sent to be checked, so that a board there could not be asked for. */
    private static final String TAKEN = "validate";

    private final Path folder;
    private final BoardParser parser = new BoardParser();
    /** By the file's name. Guarded by this. */
    private Map<String, Held> held = new TreeMap<>();

    private volatile Boards boards = Boards.NONE;

    /**
     * What became of a file.
     *
     * @param state of what it came: a fingerprint of the content, or why there is none; the same state needs no second look
     */
    private record Held(BoardEntry entry, String state) {}

    /** The names of the files that are looked at, and how many there are in all. */
    private record Names(TreeSet<String> first, int count) {}

    BoardFolder(Path folder) {
        this.folder = folder;
    }

    /** What the last scan found. */
    Boards boards() {
        return boards;
    }

    /** Looks at every file, and takes over what has changed. Reads files, so it may block. */
    synchronized void scan() {
        BoardProblem problem = null;
        try {
            Names names = names();
            if (names.count() > MAX_FILES) {
                problem = BoardProblem.ofWhole(
                        null,
                        "pulseboard.dashboards = '" + folder + "' holds " + names.count() + " boards; the first "
                                + MAX_FILES + " by name are read");
            }
            takeOver(look(names.first()));
        } catch (NoSuchFileException e) {
            problem = folderProblem("does not exist");
        } catch (NotDirectoryException e) {
            problem = folderProblem("is not a folder");
        } catch (IOException e) {
            problem = folderProblem("cannot be read: " + reason(e));
        }
        publish(problem);
    }

    private BoardProblem folderProblem(String what) {
        return BoardProblem.ofWhole(null, "pulseboard.dashboards = '" + folder + "' " + what);
    }

    private void publish(@Nullable BoardProblem problem) {
        BoardProblem before = boards.error();
        if (problem != null && !problem.equals(before)) {
            LOG.warnf("boards in error folder=%s reason=%s", folder, problem.message());
        } else if (problem == null && before != null) {
            LOG.infof("boards readable again folder=%s", folder);
        }
        boards = new Boards(held.values().stream().map(Held::entry).toList(), problem);
    }

    private Names names() throws IOException {
        TreeSet<String> first = new TreeSet<>();
        int count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, FILES)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                // Links are followed, as each file of a mounted ConfigMap is one.
                if (!name.startsWith(".") && Files.isRegularFile(file)) {
                    count++;
                    first.add(name);
                    if (first.size() > MAX_FILES) {
                        first.pollLast();
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return new Names(first, count);
    }

    private Map<String, Held> look(TreeSet<String> files) {
        Map<String, Held> found = new TreeMap<>();
        Map<String, String> owners = new HashMap<>();
        for (String file : files) {
            String name = file.substring(0, file.lastIndexOf('.'));
            String owner = owners.putIfAbsent(name, file);
            Held now = owner == null
                    ? look(name, file)
                    : refused(name, file, "has the name of " + OneLine.quoted(owner) + ", which comes first");
            if (now != null) {
                found.put(file, now);
            }
        }
        return found;
    }

    /** Null if the file is gone. */
    private @Nullable Held look(String name, String file) {
        if (!NAME.matcher(name).matches()) {
            return refused(
                    name, file, "must be named by a letter or digit and up to 63 letters, digits, '.', '_' and '-'");
        }
        if (name.equals(TAKEN)) {
            return refused(name, file, "cannot have the name '" + TAKEN + "', which is taken");
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(folder.resolve(file))) {
            content = in.readNBytes(YamlText.MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            return faulty(name, file, "cannot be read: " + reason(e));
        }
        if (content.length > YamlText.MAX_BYTES) {
            return faulty(name, file, "is larger than " + YamlText.MAX_BYTES + " bytes");
        }
        return read(name, file, content);
    }

    private Held read(String name, String file, byte[] content) {
        String state = TaggedJson.fingerprint(content);
        Held before = held.get(file);
        if (before != null && before.state().equals(state)) {
            return before;
        }
        try {
            return new Held(BoardEntry.of(name, file, parser.parse(content), null), state);
        } catch (BoardSyntaxException e) {
            return new Held(BoardEntry.of(name, file, lastBoard(file), BoardProblem.in(file, e)), state);
        }
    }

    /** A file that was a board, maybe, and will be again. */
    private Held faulty(String name, String file, String message) {
        return new Held(
                BoardEntry.of(name, file, lastBoard(file), BoardProblem.ofWhole(file, "the file " + message)), message);
    }

    /** A file that cannot be a board as it is named. */
    private static Held refused(String name, String file, String message) {
        return new Held(
                BoardEntry.of(
                        name,
                        file,
                        null,
                        BoardProblem.ofWhole(file, "the file " + OneLine.quoted(file) + " " + message)),
                message);
    }

    private @Nullable Board lastBoard(String file) {
        Held before = held.get(file);
        return before == null ? null : before.entry().board();
    }

    private void takeOver(Map<String, Held> found) {
        found.forEach((file, now) -> {
            Held before = held.get(file);
            if (before == null || !before.state().equals(now.state())) {
                report(now.entry(), before == null ? null : before.entry());
            }
        });
        held.keySet().stream()
                .filter(file -> !found.containsKey(file))
                .forEach(file -> LOG.infof("board removed file=%s", OneLine.of(file, OneLine.VALUE)));
        held = found;
    }

    private static void report(BoardEntry now, @Nullable BoardEntry before) {
        BoardProblem error = now.error();
        String file = OneLine.of(now.file(), OneLine.VALUE);
        if (error == null) {
            Board board = Objects.requireNonNull(now.board());
            LOG.infof("board loaded file=%s charts=%d", file, board.charts().size());
        } else if (before == null || !error.equals(before.error())) {
            LOG.warnf(
                    "board in error file=%s line=%s column=%s kept=%s reason=%s",
                    file, error.line(), error.column(), now.board() != null, error.message());
        }
    }

    /** The JDK says the file's name, or the reason, or both. */
    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : " " + e.getMessage());
    }
}
