package io.pulseboard.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Fuzzes one target in a process of its own, from its seeds and from what earlier runs in the same folder found. The program does so
 * with all or one: {@code bench/fuzz [seconds] [target]}.
 */
final class FuzzRun {
    private static final String SUFFIX = "FuzzTarget";
    private static final Path SEEDS = Path.of("src", "test", "resources", "fuzz");
    private static final Duration SLOW_START = Duration.ofMinutes(5);

    private final String target;
    private final Path folder;

    /**
     * @param target the name of a class
     * @param folder where what is found is kept
     */
    FuzzRun(String target, Path folder) {
        this.target = target;
        this.folder = folder;
    }

    /** All targets, by the names of their classes. */
    static List<String> targets() {
        Path root;
        try {
            root = Path.of(FuzzRun.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString().replace('/', '.'))
                    .filter(name -> name.endsWith(SUFFIX + ".class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder with the seeds of this target. */
    Path seeds() {
        return SEEDS.resolve(target.substring(target.lastIndexOf('.') + 1));
    }

    /**
     * Fuzzes, and keeps all output in the folder's file {@code log}.
     *
     * @param limit when to stop, as libFuzzer takes it: {@code -runs=5000} or {@code -max_total_time=60}
     * @param patience how long to wait for that; a machine with much else to do takes a while to start
     * @param seed of its random numbers
     * @return whether nothing was found
     */
    boolean run(String limit, Duration patience, int seed) throws IOException, InterruptedException {
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target,
                "--instrumentation_includes=io.pulseboard.**",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                limit,
                "-seed=" + seed,
                "-timeout=60",
                "-print_final_stats=1",
                corpus.toString(),
                seeds().toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            return false;
        }
        return process.exitValue() == 0;
    }

    /** Where the output is. */
    Path log() {
        return folder.resolve("log");
    }

    /** How often the target was called, as the log says. */
    long executed() throws IOException {
        try (Stream<String> lines = Files.lines(log(), java.nio.charset.StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith("stat::number_of_executed_units:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
    }

    /** Maven starts tests from a jar that names the true class path. */
    private static String classPath() {
        return Objects.requireNonNullElse(
                System.getProperty("surefire.test.class.path"), System.getProperty("java.class.path"));
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
        String only = arguments.length > 1 ? arguments[1] : "";
        int failed = 0;
        for (String target : targets()) {
            String name = target.substring(target.lastIndexOf('.') + 1);
            if (!name.startsWith(only)) {
                continue;
            }
            Path folder = Path.of("target", "fuzz", name).toAbsolutePath();
            FuzzRun run = new FuzzRun(target, folder);
            boolean clean = run.run(
                    "-max_total_time=" + seconds,
                    SLOW_START.plusSeconds(seconds),
                    (int) System.nanoTime() & 0x7fff_ffff);
            System.out.printf(
                    "%-32s %,12d inputs in %d s  %s%n",
                    name, run.executed(), seconds, clean ? "nothing found" : "FAILED, see " + run.log());
            failed += clean ? 0 : 1;
        }
        System.exit(failed == 0 ? 0 : 1);
    }
}
