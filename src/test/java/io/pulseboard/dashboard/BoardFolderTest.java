package io.pulseboard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoardFolderTest {
    private static final String HALF = "title: half\ncharts:\n  - query: [up\n";

    private Path temp;
    private Path folder;
    private BoardFolder boards;
    private final LogLines log = new LogLines();

    @BeforeEach
    void open(@TempDir Path temp) throws IOException {
        this.temp = temp;
        folder = Files.createDirectory(temp.resolve("boards"));
        boards = new BoardFolder(folder);
        log.open();
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void eachFileIsABoardSortedByName() throws IOException {
        write("b.yml", board("B"));
        write("a.yaml", board("A"));
        write("a.b.yaml", board("A.B"));
        write("notes.txt", "no board");
        Files.createDirectory(folder.resolve("below.yaml"));
        write(".hidden.yaml", board("hidden"));

        boards.scan();

        assertThat(entries()).extracting(BoardEntry::name).containsExactly("a", "a.b", "b");
        assertThat(entries()).extracting(BoardEntry::title).containsExactly("A", "A.B", "B");
        assertThat(boards.boards().error()).isNull();
        assertThat(log.lines()).contains("board loaded file=b.yml charts=1");
    }

    @Test
    void aChangeIsSeenThoughTheFilesTimeAndSizeStayAsTheyAre() throws IOException {
        write("a.yaml", board("one"));
        boards.scan();
        FileTime time = Files.getLastModifiedTime(folder.resolve("a.yaml"));

        write("a.yaml", board("two"));
        Files.setLastModifiedTime(folder.resolve("a.yaml"), time);
        boards.scan();

        assertThat(only().title()).isEqualTo("two");
    }

    @Test
    void whatHasNotChangedIsNotReported() throws IOException {
        write("a.yaml", board("one"));
        write("b.yaml", HALF);
        boards.scan();
        log.clear();
        String tag = boards.boards().all().entityTag();

        boards.scan();

        assertThat(log.lines()).isEmpty();
        assertThat(boards.boards().all().entityTag()).isEqualTo(tag);
    }

    @Test
    void aFileThatIsHalfWrittenKeepsItsLastBoard() throws IOException {
        write("a.yaml", board("whole"));
        boards.scan();
        log.clear();

        write("a.yaml", HALF);
        boards.scan();

        assertThat(only().title()).isEqualTo("whole");
        assertThat(error(only()).line()).isEqualTo(4);
        assertThat(boards.boards().loaded()).isEqualTo(1);
        assertThat(boards.boards().failed()).isEqualTo(1);
        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("board in error file=a.yaml line=4 column=")
                .contains(" kept=true reason=this is not YAML: ");
    }

    @Test
    void severalFaultsInARowKeepTheLastBoard() throws IOException {
        write("a.yaml", board("whole"));
        boards.scan();
        write("a.yaml", HALF);
        boards.scan();

        write("a.yaml", "");
        boards.scan();

        assertThat(only().title()).isEqualTo("whole");
        assertThat(error(only()).message()).startsWith("the file is empty");
    }

    @Test
    void onceItIsMendedTheErrorIsGone() throws IOException {
        write("a.yaml", HALF);
        boards.scan();
        assertThat(only().board()).isNull();
        log.clear();

        write("a.yaml", board("mended"));
        boards.scan();

        assertThat(only().title()).isEqualTo("mended");
        assertThat(only().error()).isNull();
        assertThat(log.lines()).containsExactly("board loaded file=a.yaml charts=1");
    }

    @Test
    void takingAChangeBackTakesTheErrorAway() throws IOException {
        write("a.yaml", board("whole"));
        boards.scan();
        write("a.yaml", HALF);
        boards.scan();

        write("a.yaml", board("whole"));
        boards.scan();

        assertThat(only().error()).isNull();
    }

    @Test
    void aFileThatIsRemovedIsNoBoardAnyMore() throws IOException {
        write("a.yaml", board("one"));
        boards.scan();
        log.clear();

        Files.delete(folder.resolve("a.yaml"));
        boards.scan();

        assertThat(entries()).isEmpty();
        assertThat(boards.boards().find("a")).isNull();
        assertThat(log.lines()).containsExactly("board removed file=a.yaml");
    }

    @Test
    void anEditorMayRenameANewFileOverTheOldOne() throws IOException {
        write("a.yaml", board("one"));
        boards.scan();

        write(".a.yaml.swp", board("two"));
        Files.move(folder.resolve(".a.yaml.swp"), folder.resolve("a.yaml"), StandardCopyOption.ATOMIC_MOVE);
        boards.scan();

        assertThat(only().title()).isEqualTo("two");
    }

    @Test
    void aMountedConfigMapChangesByItsHiddenLink() throws IOException {
        revision("..2026_01", board("one"));
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_01"));
        Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("..data", "a.yaml"));
        boards.scan();
        assertThat(only().title()).isEqualTo("one");

        revision("..2026_02", board("two"));
        Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2026_02"));
        Files.move(folder.resolve("..data_tmp"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        boards.scan();

        assertThat(only().title()).isEqualTo("two");
        assertThat(only().file()).isEqualTo("a.yaml");
    }

    @Test
    void aLinkToNothingIsNoBoard() throws IOException {
        Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("..data", "a.yaml"));

        boards.scan();

        assertThat(entries()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-a.yaml", "a b.yaml", "ä.yaml", "_a.yaml"})
    void aFileWithAnotherNameIsListedWithThatError(String file) throws IOException {
        write(file, board("one"));

        boards.scan();

        assertThat(only().board()).isNull();
        assertThat(only().file()).isEqualTo(file);
        assertThat(error(only()).message())
                .isEqualTo("the file '" + file + "' must be named by a letter or digit and up to 63 letters, digits, "
                        + "'.', '_' and '-'");
    }

    @Test
    void aNameEndsSomewhere() throws IOException {
        write("a".repeat(64) + ".yaml", board("one"));
        write("b".repeat(65) + ".yaml", board("two"));

        boards.scan();

        assertThat(entries()).extracting(entry -> entry.error() == null).containsExactly(true, false);
    }

    @Test
    void theNameOfTheCheckIsTaken() throws IOException {
        write("validate.yaml", board("one"));

        boards.scan();

        assertThat(error(only()).message()).contains("taken");
    }

    @Test
    void ofTwoFilesOfOneNameTheFirstHasIt() throws IOException {
        write("a.yml", board("second"));
        write("a.yaml", board("first"));
        boards.scan();
        assertThat(entries()).extracting(BoardEntry::title).containsExactly("first", null);
        assertThat(error(entries().get(1)).message()).contains("'a.yml'", "'a.yaml'");

        Files.delete(folder.resolve("a.yaml"));
        boards.scan();

        assertThat(only().title()).isEqualTo("second");
        assertThat(only().error()).isNull();
    }

    @Test
    void aFileThatIsTooLargeIsAnErrorAndKeepsItsLastBoard() throws IOException {
        write("a.yaml", board("whole"));
        boards.scan();

        write("a.yaml", board("large") + "#".repeat(256 * 1024));
        boards.scan();

        assertThat(only().title()).isEqualTo("whole");
        assertThat(only().error())
                .isEqualTo(new BoardProblem("a.yaml", null, null, "the file is larger than 262144 bytes"));
    }

    @Test
    void aFileThatCannotBeReadIsAnErrorAndKeepsItsLastBoard() throws IOException {
        write("a.yaml", board("whole"));
        boards.scan();
        Path file = folder.resolve("a.yaml");
        Files.delete(file);
        // Nobody, not even root, can read the first page of a process's memory.
        Files.createSymbolicLink(file, Path.of("/proc/self/mem"));

        boards.scan();

        assertThat(only().title()).isEqualTo("whole");
        assertThat(error(only()).message()).startsWith("the file cannot be read: ");
    }

    @Test
    void ofTooManyFilesTheFirstAreRead() throws IOException {
        for (int i = 100; i < 203; i++) {
            write("b" + i + ".yaml", board("B"));
        }

        boards.scan();

        assertThat(entries()).hasSize(100).last().extracting(BoardEntry::name).isEqualTo("b199");
        assertThat(folderError())
                .isEqualTo("pulseboard.dashboards = '" + folder + "' holds 103 boards; the first 100 by name are read");
    }

    @Test
    void aFolderMayComeLater() throws IOException {
        Path later = temp.resolve("later");
        boards = new BoardFolder(later);
        boards.scan();
        assertThat(folderError()).isEqualTo("pulseboard.dashboards = '" + later + "' does not exist");
        assertThat(log.lines())
                .containsExactly("boards in error folder=" + later + " reason=pulseboard.dashboards = '" + later
                        + "' does not exist");

        Files.createDirectory(later);
        Files.writeString(later.resolve("a.yaml"), board("one"));
        boards.scan();

        assertThat(boards.boards().error()).isNull();
        assertThat(only().title()).isEqualTo("one");
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        boards = new BoardFolder(Files.createFile(temp.resolve("file")));

        boards.scan();

        assertThat(folderError()).endsWith("is not a folder");
    }

    @Test
    void aFolderThatGoesAwayLeavesItsBoards() throws IOException {
        write("a.yaml", board("one"));
        boards.scan();

        Files.move(folder, temp.resolve("elsewhere"));
        boards.scan();

        assertThat(only().title()).isEqualTo("one");
        assertThat(folderError()).endsWith("does not exist");
    }

    @Test
    void hostileFilesAreErrors() throws IOException {
        int i = 0;
        for (byte[] text : HostileYaml.all().toList()) {
            Files.write(folder.resolve("h" + i++ + ".yaml"), text);
        }

        boards.scan();

        assertThat(boards.boards().failed()).isEqualTo(i);
        assertThat(boards.boards().loaded()).isZero();
    }

    private List<BoardEntry> entries() {
        return boards.boards().entries();
    }

    private BoardEntry only() {
        assertThat(entries()).hasSize(1);
        return entries().get(0);
    }

    private static BoardProblem error(BoardEntry entry) {
        return Objects.requireNonNull(entry.error(), "no error");
    }

    private String folderError() {
        return Objects.requireNonNull(boards.boards().error(), "no error").message();
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
    }

    private void revision(String name, String content) throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve(name)).resolve("a.yaml"), content);
    }

    static String board(String title) {
        return "title: " + title + "\ncharts:\n  - query: up\n";
    }

    /** Keeps what the folder logs. */
    private static final class LogLines extends Handler {
        private final Logger logger = Logger.getLogger(BoardFolder.class.getName());
        private final List<String> lines = new CopyOnWriteArrayList<>();

        void open() {
            logger.setLevel(Level.INFO);
            logger.addHandler(this);
        }

        List<String> lines() {
            return List.copyOf(lines);
        }

        void clear() {
            lines.clear();
        }

        @Override
        public void publish(@Nullable LogRecord entry) {
            if (entry instanceof ExtLogRecord ext) {
                lines.add(ext.getFormattedMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
