package io.pulseboard.examples;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** An example as its reader starts it: {@code examples/run <name>}, on free ports. */
final class RunningExample implements AutoCloseable {
    /** A machine that builds takes its time to start three JVMs. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pattern PULSEBOARD = Pattern.compile("Pulseboard is at (http://\\S+)/, until");
    private static final Pattern PAGE = Pattern.compile("Open (http://\\S+)");

    private final Process process;
    private final Path output;

    private RunningExample(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it, and waits until it says where to look. */
    static RunningExample start(String name, Path directory) {
        try {
            Path output = directory.resolve(name + ".log");
            ProcessBuilder builder = new ProcessBuilder("examples/run", name, "--page", "0", "--pulseboard", "0")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment()
                    .keySet()
                    .removeIf(variable -> variable.startsWith("PULSEBOARD_") || variable.startsWith("QUARKUS_"));
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            RunningExample example = new RunningExample(builder.start(), output);
            example.awaitStart();
            return example;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void awaitStart() {
        try {
            await().atMost(PATIENCE)
                    .until(() ->
                            !process.isAlive() || PULSEBOARD.matcher(output()).find());
        } catch (ConditionTimeoutException late) {
            close();
            throw late;
        }
    }

    private String output() throws IOException {
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    /** The address of its page, or of the one that ends so. */
    String page(String end) {
        return said(PAGE).stream()
                .filter(page -> page.endsWith(end))
                .findFirst()
                .orElseThrow();
    }

    /** The address of its Pulseboard, without a slash at the end. */
    String pulseboard() {
        return said(PULSEBOARD).get(0);
    }

    private List<String> said(Pattern pattern) {
        try {
            List<String> found = pattern.matcher(output())
                    .results()
                    .map(match -> match.group(1))
                    .toList();
            if (found.isEmpty()) {
                throw new AssertionError("it did not say where to look: " + output());
            }
            return found;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Ends it as Ctrl-C does, and sees that it leaves nothing behind. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            List<ProcessHandle> left =
                    children.stream().filter(ProcessHandle::isAlive).toList();
            left.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            if (!ended || children.isEmpty() || !left.isEmpty()) {
                throw new AssertionError("ended: " + ended + ", of " + children + " left behind: " + left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
