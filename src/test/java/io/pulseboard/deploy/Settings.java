package io.pulseboard.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What a rendered pod sets, from its file and its environment, which wins. Keys are written as environment variables, since one cannot
 * tell from a variable which key it was.
 */
final class Settings {
    /** Where the program looks for its file: beside the working directory that docker/Dockerfile sets. */
    static final String FOLDER = "/app/config";

    static final String FILE = "application.properties";

    /** Ours in the first cell of a row, Quarkus's in the text and in examples. */
    private static final Pattern DOCUMENTED = Pattern.compile(
            "^\\| `(pulseboard[^`]*)` \\||`(quarkus\\.[^`*=]*)`|^(quarkus\\.[^=\\s]*)=", Pattern.MULTILINE);

    private static final List<Pattern> KEYS =
            documented().stream().map(known -> pattern(known, "[^.]+")).toList();

    private static final List<Pattern> VARIABLES = documented().stream()
            .map(known -> variable(known.replace("*", "STAR")).replace("STAR", "*"))
            .map(known -> pattern(known, "[A-Z0-9]+"))
            .toList();

    private Settings() {}

    static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** Values by variable; one that comes from elsewhere is {@code kind:name/key}. */
    static Map<String, String> of(Rendered rendered) {
        Map<String, String> settings = new TreeMap<>();
        file(rendered).forEach((key, value) -> settings.put(variable(key), value));
        for (JsonNode variable : rendered.container().path("env")) {
            settings.put(variable.path("name").asText(), value(rendered, variable));
        }
        return settings;
    }

    /** What stands in the file, by key. */
    static Map<String, String> file(Rendered rendered) {
        Map<String, String> settings = new TreeMap<>();
        String volume = Rendered.elements(rendered.container().path("volumeMounts"))
                .filter(mount -> mount.path("mountPath").asText().equals(FOLDER))
                .map(mount -> mount.path("name").asText())
                .findFirst()
                .orElseThrow();
        String configMap = Rendered.elements(rendered.podSpec().path("volumes"))
                .filter(each -> each.path("name").asText().equals(volume))
                .map(each -> each.at("/configMap/name").asText())
                .findFirst()
                .orElseThrow();
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(rendered.find("ConfigMap", configMap)
                    .orElseThrow()
                    .path("data")
                    .path(FILE)
                    .asText()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
        return settings;
    }

    private static String value(Rendered rendered, JsonNode variable) {
        JsonNode from = variable.path("valueFrom");
        if (from.has("configMapKeyRef")) {
            JsonNode reference = from.path("configMapKeyRef");
            return rendered.find("ConfigMap", reference.path("name").asText())
                    .map(map -> map.path("data")
                            .path(reference.path("key").asText())
                            .asText())
                    .orElse("");
        }
        if (from.has("secretKeyRef")) {
            JsonNode reference = from.path("secretKeyRef");
            return "secret:" + reference.path("name").asText() + "/"
                    + reference.path("key").asText();
        }
        if (from.at("/fieldRef/fieldPath").asText().equals("metadata.namespace")) {
            return rendered.one("Deployment").at("/metadata/namespace").asText();
        }
        return variable.path("value").asText();
    }

    /** The keys that the documents know, which other tests hold against the program; {@code *} is any name. */
    private static Set<String> documented() {
        Set<String> keys = new TreeSet<>();
        for (String document : new String[] {"configuration.md", "security.md"}) {
            DOCUMENTED
                    .matcher(Sources.read(Path.of("docs", document)))
                    .results()
                    .map(Settings::key)
                    .forEach(keys::add);
        }
        return keys;
    }

    private static String key(MatchResult row) {
        return IntStream.rangeClosed(1, row.groupCount())
                .mapToObj(row::group)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    static boolean isDocumented(String key) {
        return KEYS.stream().anyMatch(known -> known.matcher(key).matches());
    }

    static boolean isDocumentedVariable(String variable) {
        return VARIABLES.stream().anyMatch(known -> known.matcher(variable).matches());
    }

    private static Pattern pattern(String known, String anyName) {
        return Pattern.compile(Pattern.quote(known).replace("*", "\\E" + anyName + "\\Q"));
    }
}
