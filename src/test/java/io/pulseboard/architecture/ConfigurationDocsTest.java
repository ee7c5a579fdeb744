package io.pulseboard.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/configuration.md} against the configuration interfaces. */
final class ConfigurationDocsTest {
    private static final Path DOCUMENT = Path.of("docs", "configuration.md");

    /** A row of a table: the key in the first cell, the default in the third. */
    private static final Pattern ROW =
            Pattern.compile("^\\| `(pulseboard[^`]*)` \\|[^|]*\\| (?:`([^`]*)`|none) \\|.*\\|$", Pattern.MULTILINE);

    private static final Pattern ANY_ROW = Pattern.compile("^\\| `(pulseboard[^`]*)` \\|", Pattern.MULTILINE);
    private static final String NONE = "none";

    @Test
    void everyKeyStandsInTheDocumentWithItsDefaultAndNoOtherKeyDoes() throws IOException {
        assertThat(documented()).containsExactlyInAnyOrderEntriesOf(declared());
    }

    @Test
    void everyRowHasTheShapeThatIsCompared() throws IOException {
        String document = Files.readString(DOCUMENT);

        assertThat(ROW.matcher(document).results().count())
                .isEqualTo(ANY_ROW.matcher(document).results().count());
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> keys = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(DOCUMENT));
        while (row.find()) {
            keys.put(row.group(1), Objects.requireNonNullElse(row.group(2), NONE));
        }
        return keys;
    }

    private static Map<String, String> declared() {
        Map<String, String> keys = new TreeMap<>();
        for (JavaClass type : Imported.product()) {
            if (type.isAnnotatedWith(ConfigMapping.class)) {
                ConfigClass.configClass(type.reflect())
                        .getProperties()
                        .forEach((key, value) -> keys.put(key, Objects.requireNonNullElse(value, NONE)));
            }
        }
        // A list of plain values is one key to whoever writes it, although its elements have names of their own.
        keys.keySet().removeIf(key -> key.endsWith("[*]") && keys.containsKey(key.substring(0, key.length() - 3)));
        return keys;
    }
}
