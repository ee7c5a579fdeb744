package io.pulseboard.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alerts, the board and the documentation of Pulseboard's own metrics speak of metrics that there are. */
class MonitoringTest {
    private static final Path ALERTS = Path.of("deploy", "monitoring", "alerts.yaml");

    /** What Micrometer's Prometheus registry puts behind a meter's name. */
    private static final Pattern SUFFIX = Pattern.compile("(_seconds)?(_total|_sum|_count|_max|_bucket)?$");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deploy/monitoring/alerts.yaml",
                "examples/dashboards/pulseboard.yaml",
                "docs/operations.md",
                "docs/configuration.md"
            })
    void speaksOfMetricsThatThereAre(String file) throws IOException {
        Set<String> meters = meters();
        Matcher name = Pattern.compile("\\bpulseboard_[a-z_]+\\b").matcher(Files.readString(Path.of(file)));
        Set<String> unknown = new TreeSet<>();
        int found = 0;
        while (name.find()) {
            found++;
            String metric = name.group();
            if (!meters.contains(metric)
                    && !meters.contains(SUFFIX.matcher(metric).replaceFirst(""))) {
                unknown.add(metric);
            }
        }

        assertThat(found).isPositive();
        assertThat(unknown).as("unknown metrics in " + file).isEmpty();
    }

    @Test
    void promtoolTakesTheAlerts() throws IOException, InterruptedException {
        Path promtool = Path.of("/usr/bin/promtool");
        if (!Files.isExecutable(promtool)) {
            System.out.println("SKIPPED: promtool check rules, since there is no " + promtool);
            return;
        }
        Process check = new ProcessBuilder(List.of(promtool.toString(), "check", "rules", ALERTS.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(check.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(check.exitValue()).as(said).isZero();
        assertThat(said).contains("9 rules found");
    }

    /** The names of all meters of the program, as they stand in its sources. */
    private static Set<String> meters() throws IOException {
        Pattern literal = Pattern.compile("\"(pulseboard\\.[a-z.]+)\"");
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> {
                Matcher found = literal.matcher(read(file));
                while (found.find()) {
                    names.add(found.group(1).replace('.', '_'));
                }
            });
        }
        return names;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
