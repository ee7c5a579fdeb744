package io.pulseboard.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers and names that stand elsewhere in this repository, and that what is in {@code deploy/} has to agree with. */
final class Sources {
    private static final Path DRAIN = Path.of("src", "main", "java", "io", "pulseboard", "operations", "Drain.java");
    private static final Path DOCKERFILE = Path.of("docker", "Dockerfile");
    private static final Path JAVA_OPTIONS = Path.of("docker", "java.options");
    private static final Path RIGHTS = Path.of("docs", "senders", "kubernetes.md");

    private static final Path MANUAL = Path.of("deploy", "README.md");

    private static final JsonNode DOCUMENTED_RIGHTS = readRights();

    private Sources() {}

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String first(Path file, String regex) {
        Matcher matcher = Pattern.compile(regex, Pattern.MULTILINE).matcher(read(file));
        if (!matcher.find()) {
            throw new AssertionError(file + " has nothing like " + regex);
        }
        return matcher.group(1);
    }

    /** What {@code Drain} waits beyond its spread, twice. */
    static int drainGraceSeconds() {
        return Integer.parseInt(first(DRAIN, "Duration GRACE = Duration\\.ofSeconds\\((\\d+)\\)"));
    }

    static int imageUser() {
        return Integer.parseInt(first(DOCKERFILE, "^USER (\\d+):\\d+$"));
    }

    static String imageHome() {
        return first(DOCKERFILE, "\\bHOME=(\\S+)");
    }

    static String temporaryFolder() {
        return first(JAVA_OPTIONS, "^-Djava\\.io\\.tmpdir=(\\S+)$");
    }

    static String version() {
        return first(Path.of("pom.xml"), "^  <version>([^<]+)</version>");
    }

    /** What tells people what they have to make themselves. */
    static String manual() {
        return read(MANUAL);
    }

    /** The example in there that begins with a comment of this name. */
    static String manualExample(String file) {
        return first(MANUAL, "^```yaml\\n# " + Pattern.quote(file) + "\\n([^`]*)^```");
    }

    /** The rules that the document tells people to grant; its Role and its ClusterRole have the same. */
    static JsonNode documentedRights() {
        return DOCUMENTED_RIGHTS;
    }

    private static JsonNode readRights() {
        List<JsonNode> rules = Pattern.compile("^```yaml\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(read(RIGHTS))
                .results()
                .map((MatchResult block) -> block.group(1))
                .flatMap(block -> Rendered.documents(block).stream())
                .filter(object -> object.has("rules"))
                .map(object -> object.path("rules"))
                .distinct()
                .toList();
        if (rules.size() != 1) {
            throw new AssertionError(RIGHTS + " grants different rights: " + rules);
        }
        return rules.get(0);
    }
}
