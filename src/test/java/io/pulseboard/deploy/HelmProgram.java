package io.pulseboard.deploy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Renders the chart with each values file of a folder, and leaves beside it a file that ends in {@code .rendered} or, with what Helm said, in
 * {@code .refused}. A program of its own, since the library brings the Go runtime with it, and with that other signal handlers.
 */
final class HelmProgram {
    static final String RELEASE = "pulseboard";
    static final String NAMESPACE = "monitoring";
    static final String RENDERED = ".rendered";
    static final String REFUSED = ".refused";
    static final String LINT = "lint";

    private HelmProgram() {}

    /** Expects the folder of the chart and that of the values. */
    public static void main(String... folders) throws IOException {
        Path chart = Path.of(folders[0]);
        Path work = Path.of(folders[1]);
        List<Path> values;
        try (Stream<Path> files = Files.list(work)) {
            values = files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
        for (Path file : values) {
            render(chart, file);
        }
        LintResult lint = new Helm(chart).lint().strict().call();
        Files.write(work.resolve(LINT + (lint.isFailed() ? REFUSED : RENDERED)), lint.getMessages());
    }

    private static void render(Path chart, Path values) throws IOException {
        try {
            String yaml = new Helm(chart)
                    .template()
                    .withName(RELEASE)
                    .withNamespace(NAMESPACE)
                    .withKubeVersion("1.30.0")
                    .withValuesFile(values)
                    .call();
            Files.writeString(Path.of(values + RENDERED), yaml);
        } catch (IllegalStateException refused) {
            Files.writeString(Path.of(values + REFUSED), String.valueOf(refused.getMessage()));
        }
    }
}
