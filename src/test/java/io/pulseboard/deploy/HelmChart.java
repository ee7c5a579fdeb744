package io.pulseboard.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What Helm makes of the chart, as a library in a process of its own, which renders once for all tests. */
final class HelmChart {
    static final Path CHART = Path.of("deploy", "helm", "pulseboard").toAbsolutePath();

    private static final Path WORK = Path.of("target", "helm").toAbsolutePath();
    private static final int PATIENCE_SECONDS = 120;
    private static final boolean RENDERED = render();

    private HelmChart() {}

    /** Whether the library runs on this platform; a line has said so if not. */
    static boolean isRendered() {
        return RENDERED;
    }

    private static boolean render() {
        try {
            emptyFolder();
            for (Map.Entry<String, String> variant : ChartTest.VARIANTS.entrySet()) {
                Files.writeString(WORK.resolve(variant.getKey() + ".yaml"), variant.getValue());
            }
            for (Map.Entry<String, ChartValuesTest.Wrong> wrong : ChartValuesTest.WRONG.entrySet()) {
                Files.writeString(
                        WORK.resolve(wrong.getKey() + ".yaml"), wrong.getValue().values());
            }
            Path log = WORK.resolve("log");
            boolean ran = run(log);
            if (!ran) {
                System.out.println("SKIPPED: what Helm makes of the chart, since its library does not run here: "
                        + Files.readString(log).lines().findFirst().orElse("it says nothing"));
            }
            return ran;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void emptyFolder() throws IOException {
        Files.createDirectories(WORK);
        try (Stream<Path> files = Files.list(WORK)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private static boolean run(Path log) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HelmProgram.class.getName(),
                        CHART.toString(),
                        WORK.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } finally {
            process.destroyForcibly();
        }
    }

    static Rendered rendered(String name) {
        return Rendered.parse(name, read(name + ".yaml", HelmProgram.RENDERED, HelmProgram.REFUSED));
    }

    /** What Helm said when it refused the values. */
    static String refusal(String name) {
        return read(name + ".yaml", HelmProgram.REFUSED, HelmProgram.RENDERED);
    }

    /** What lint said, when it found nothing but remarks. */
    static String lint() {
        return read(HelmProgram.LINT, HelmProgram.RENDERED, HelmProgram.REFUSED);
    }

    private static String read(String name, String expected, String instead) {
        Path other = WORK.resolve(name + instead);
        if (Files.exists(other)) {
            throw new AssertionError(name + " is not " + expected + ", but " + instead + ": " + Sources.read(other));
        }
        return Sources.read(WORK.resolve(name + expected));
    }
}
