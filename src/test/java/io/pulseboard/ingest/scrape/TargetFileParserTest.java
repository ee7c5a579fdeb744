package io.pulseboard.ingest.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulseboard.ingest.scrape.TargetFileParser.Syntax;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prometheus's {@code file_sd} format: what is read, what it means, and where complaints point. */
class TargetFileParserTest {
    private static final String JSON = """
        [
        \t{"targets": ["shop:8080", "[::1]:9100"], "labels": {"zone": "eu", "job": "sho\\/p"}},
        \t{"labels": null, "targets": ["10.0.0.1"]}
        ]
        """;
    private static final String YAML = """
        # Shops
        - targets: ['shop:8080', "[::1]:9100"]
          labels:
            zone: eu
            job: sho/p
        - targets:
            - 10.0.0.1
        """;

    private final TargetFileParser parser = new TargetFileParser();

    private List<DiscoveredTarget> parse(String text, Syntax syntax) throws TargetFileException {
        return parser.parse(text.getBytes(UTF_8), syntax);
    }

    @ParameterizedTest
    @EnumSource
    void groupsOfTargetsAreRead(Syntax syntax) throws TargetFileException {
        List<DiscoveredTarget> targets = parse(syntax == Syntax.JSON ? JSON : YAML, syntax);

        assertThat(targets)
                .extracting(target -> target.url() + " " + target.instance())
                .containsExactly(
                        "http://shop:8080/metrics shop:8080",
                        "http://[::1]:9100/metrics [::1]:9100",
                        "http://10.0.0.1/metrics 10.0.0.1:80");
        assertThat(targets.get(1).labels()).isEqualTo(Map.of("zone", "eu", "job", "sho/p"));
        assertThat(targets.get(2).labels()).isEmpty();
    }

    @Test
    void yamlValuesNeedNoQuotesWhereTextIsMeant() throws TargetFileException {
        String yaml = "- targets: [shop:80]\n  labels: {port: 0080, on: yes, x: 1.50, \"null\": ~t, empty: ''}\n";

        assertThat(parse(yaml, Syntax.YAML).get(0).labels())
                .isEqualTo(Map.of("port", "0080", "on", "yes", "x", "1.50", "null", "~t", "empty", ""));
    }

    @Test
    void labelsWithTwoUnderscoresSayHowATargetIsAskedAndAreNotShown() throws TargetFileException {
        String yaml = """
            - targets: [shop]
              labels:
                __scheme__: https
                __metrics_path__: "a/ä b"
                __param_target: "http://x/?a=b&c"
                __param_module: http_2xx
                __meta_zone: eu
                __scrape_interval__: 1s
                zone: eu
            """;

        assertThat(parse(yaml, Syntax.YAML))
                .containsExactly(new DiscoveredTarget(
                        java.net.URI.create(
                                "https://shop/a/%C3%A4%20b?module=http_2xx&target=http%3A%2F%2Fx%2F%3Fa%3Db%26c"),
                        "shop:443",
                        Map.of("zone", "eu")));
    }

    @Test
    void anAddressMayDifferFromTheTarget() throws TargetFileException {
        String yaml = "- targets: ['www.example.com']\n  labels: {__address__: 'blackbox:9115'}\n";

        assertThat(parse(yaml, Syntax.YAML)).singleElement().satisfies(target -> {
            assertThat(target.url()).hasToString("http://blackbox:9115/metrics");
            assertThat(target.instance()).isEqualTo("www.example.com");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "[]", "---\n", "\uFEFF[]", "- targets: []\n", "- {}\n"})
    void aYamlFileMayBeEmpty(String text) throws TargetFileException {
        assertThat(parse(text, Syntax.YAML)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "JSON | `` | 1 | expected a list of groups of targets, found the end of the file",
                "JSON | {} | 1 | expected a list of groups of targets, found an object",
                "JSON | [1] | 1 | expected a group with targets and labels, found '1'",
                "JSON | [{\"target\":[]}] | 1 | expected targets or labels, found 'target'",
                "JSON | [{\"targets\":\"a:1\"}] | 1 | expected a list of host:port as targets, found 'a:1'",
                "JSON | [{\"targets\":[1]}] | 1 | expected host:port as a target, found '1'",
                "JSON | [{\"targets\":[\"a:1\"],\"labels\":{\"a\":1}}] | 1 | expected text as the value of a label,"
                        + " found '1'",
                "JSON | [{\"targets\":[\"a:1\"],\"labels\":[]}] | 1 | expected names and values as labels, found a"
                        + " list",
                "JSON | [{\"targets\":[\"a:1\"],\"labels\":{\"\":\"x\"}}] | 1 | expected the name of a label, found ''",
                "JSON | [{\"targets\":[\"a:1\"],\"labels\":{\"__name__\":\"x\"}}] | 1 | expected the name of a label,"
                        + " found '__name__'",
                "JSON | [{\"targets\":[\"http://a\"]}] | 1 | expected host:port as the target, found 'http://a'",
                "JSON | [{\"targets\":[\"a:99999\"]}] | 1 | expected host:port as the target, found 'a:99999'",
                "JSON | [{\"targets\":[\"u@a\"]}] | 1 | expected host:port as the target, found 'u@a'",
                "JSON | [{\"targets\":[\"\"]}] | 1 | expected host:port as the target, found ''",
                "JSON | [{\"targets\":[\"a\"],\"labels\":{\"__scheme__\":\"file\"}}] | 1 | __scheme__ is 'file',"
                        + " expected http or https",
                "JSON | [] [] | 1 | expected the end of the file after the list, found a list",
                "JSON | [{\"targets\":[a]}] | 1 | expected a value, found 'a'",
                "JSON | [{\"targets\":[] \"labels\":{}}] | 1 | expected a comma or the end of the object, found '\"'",
                "JSON | [{\"targets\":[],\"targets\":[]}] | 1 | 'targets' is given twice",
                "JSON | [{\"targets\":[] | 1 | the text ends within an object",
                "YAML | - targets: ['a:1 | 1 | this is not YAML: found unexpected end of stream",
                "YAML | - {targets: [], targets: []} | 1 | 'targets' is given twice",
                "YAML | - ? [a] | 1 | this is not YAML that can be read",
                "YAML | - targets: &a [a] | 2 | expected no alias, found 'a'",
                "YAML | - targets: [a:1, 'b/c'] | 1 | expected host:port as the target, found 'b/c'",
            })
    void whatIsNoListOfTargetsIsRefused(Syntax syntax, String text, int line, String message) {
        String whole = text.contains("&a") ? text + "\n- targets: *a\n" : text;

        assertThatThrownBy(() -> parse(whole, syntax)).isInstanceOfSatisfying(TargetFileException.class, e -> {
            assertThat(e).hasMessage(message);
            assertThat(e.line()).isEqualTo(line);
        });
    }

    @Test
    void aComplaintPointsToItsPlace() {
        String yaml = "- targets:\n    - shop:8080\n    - not a target\n";

        assertThatThrownBy(() -> parse(yaml, Syntax.YAML)).isInstanceOfSatisfying(TargetFileException.class, e -> {
            assertThat(e.line()).isEqualTo(3);
            assertThat(e.column()).isEqualTo(7);
        });
    }

    @Test
    void whatIsNotTextOrTooLargeIsRefused() {
        assertThatThrownBy(() -> parser.parse(new byte[] {'[', (byte) 0xff, ']'}, Syntax.JSON))
                .isInstanceOf(TargetFileException.class)
                .hasMessage("the file is not UTF-8 text");
        assertThatThrownBy(() -> parser.parse(new byte[TargetFileParser.MAX_BYTES + 1], Syntax.JSON))
                .isInstanceOf(TargetFileException.class)
                .hasMessageContaining("larger than");
    }

    @ParameterizedTest
    @EnumSource
    void aMessageIsOneLineWhateverTheFileHolds(Syntax syntax) {
        String text = "[{\"targets\":[\"a\\n" + "x".repeat(5000) + "\"]}]";

        assertThatThrownBy(() -> parse(text, syntax))
                .isInstanceOfSatisfying(
                        TargetFileException.class,
                        e -> assertThat(e.getMessage()).hasSizeLessThan(400).doesNotContain("\n"));
    }

    @ParameterizedTest
    @EnumSource
    void whateverAFileHoldsItIsReadOrRefusedInWords(Syntax syntax) {
        byte[] valid = (syntax == Syntax.JSON ? JSON : YAML).getBytes(UTF_8);
        Random random = new Random(11);
        int refused = 0;
        for (int round = 0; round < 5000; round++) {
            byte[] mutant = Arrays.copyOf(valid, random.nextInt(4) == 0 ? random.nextInt(valid.length) : valid.length);
            for (int i = random.nextInt(4); i > 0 && mutant.length > 0; i--) {
                mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(parser.parse(mutant, syntax)).hasSizeLessThan(10);
            } catch (TargetFileException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(500, 5000);
    }
}
