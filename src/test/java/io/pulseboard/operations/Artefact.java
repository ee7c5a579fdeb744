package io.pulseboard.operations;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * What the build left, started as an operator would, for tests that see the process and not only what it answers. As for a
 * {@code @QuarkusIntegrationTest} it is what {@code target/quarkus-artifact.properties} says: the jar, or with {@code -Dnative} the native
 * executable. With {@code -Dpulseboard.image=<name>} it is a container of that image, one port of which is published on the loopback address.
 * Its variables are none of {@code PULSEBOARD_*} and {@code QUARKUS_*} but those given.
 */
public final class Artefact implements AutoCloseable {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path output;
    private final @Nullable String container;

    private Artefact(Process process, Path output, @Nullable String container) {
        this.process = process;
        this.output = output;
        this.container = container;
    }

    /**
     * Starts it.
     *
     * @param directory in which it runs and finds {@code config/application.properties}; what it prints is kept there
     * @param variables of its environment
     * @param settings as on the command line: {@code -Dkey=value}
     */
    public static Artefact start(Path directory, Map<String, String> variables, List<String> settings) {
        String image = image();
        String container = image.isEmpty() ? null : "pulseboard-test-" + UUID.randomUUID();
        Path output = directory.resolve("output");
        try {
            ProcessBuilder builder = new ProcessBuilder(
                            container == null
                                    ? command(settings)
                                    : containerCommand(container, image, directory, variables, settings))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("PULSEBOARD_") || name.startsWith("QUARKUS_"));
            if (container == null) {
                builder.environment().putAll(variables);
            }
            return new Artefact(builder.start(), output, container);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whether a port that this machine has in use is one that it cannot have. */
    static boolean hasThePortsOfThisMachine() {
        if (!image().isEmpty()) {
            System.out.println("SKIPPED: whether it names a port that is taken, as a container has ports of its own");
        }
        return image().isEmpty();
    }

    private static String image() {
        return System.getProperty("pulseboard.image", "");
    }

    private static List<String> command(List<String> settings) throws IOException {
        Properties artefact = new Properties();
        try (InputStream in = Files.newInputStream(TARGET.resolve("quarkus-artifact.properties"))) {
            artefact.load(in);
        }
        String path = TARGET.resolve(artefact.getProperty("path")).toString();
        List<String> command = new ArrayList<>();
        if (artefact.getProperty("type").equals("native")) {
            command.add(path);
            command.add("-Xmx256m");
            command.addAll(settings);
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-Xmx256m");
            command.addAll(settings);
            command.addAll(List.of("-jar", path));
        }
        return command;
    }

    /** Settings are in its file, which all images read alike; ports are those that are published. */
    private static List<String> containerCommand(
            String container, String image, Path directory, Map<String, String> variables, List<String> settings)
            throws IOException {
        Path config = Files.createDirectories(directory.resolve("config"));
        Files.writeString(
                config.resolve("application.properties"),
                settings.stream()
                        .map(setting -> setting.substring("-D".length()).replace("\\", "\\\\") + "\n")
                        .collect(Collectors.joining()),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        Path certificates = Files.createDirectories(TARGET.resolve("certificates"));
        List<String> command = new ArrayList<>(List.of("docker", "run", "--rm", "--name", container));
        command.addAll(List.of("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"));
        command.addAll(List.of("--memory", "512m", "--user", Files.getAttribute(config, "unix:uid") + ":10001"));
        command.addAll(List.of("--publish", "127.0.0.1::8080", "--publish", "127.0.0.1::8443"));
        command.addAll(List.of("--volume", config + ":/app/config:ro"));
        command.addAll(List.of("--volume", certificates + ":" + certificates + ":ro"));
        variables.forEach((name, value) -> command.addAll(List.of("--env", name + "=" + value)));
        command.addAll(List.of("--env", "QUARKUS_HTTP_HOST=0.0.0.0"));
        command.addAll(List.of("--env", "QUARKUS_HTTP_PORT=8080", "--env", "QUARKUS_HTTP_SSL_PORT=8443"));
        command.add(image);
        return command;
    }

    /** All that it has printed so far. */
    public String output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits until it listens.
     *
     * @param scheme {@code http} or {@code https}
     * @return the port for that, as it is reached from here
     */
    public int awaitPort(String scheme) {
        Pattern listening = Pattern.compile("Listening on: .*\\b" + scheme + "://[^:]+:([0-9]+)");
        Awaitility.await()
                .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .until(() -> !isAlive() || listening.matcher(output()).find());
        Matcher port = listening.matcher(output());
        if (!port.find()) {
            throw new AssertionError("it does not listen: " + output());
        }
        return published(Integer.parseInt(port.group(1)));
    }

    private int published(int own) {
        if (container == null) {
            return own;
        }
        String published =
                docker("port", container, own + "/tcp").lines().findFirst().orElseThrow();
        return Integer.parseInt(published.substring(published.lastIndexOf(':') + 1));
    }

    /** Asks it to end, as an orchestrator does. */
    public void terminate() {
        process.destroy();
    }

    /**
     * Waits until it has ended.
     *
     * @return the code with which it has
     */
    public int awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("it has not ended: " + output());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        try {
            if (container != null && process.isAlive()) {
                // It may be on its way out: then the engine refuses, and removes it all the same.
                run("docker", "kill", container);
                awaitEnd();
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static String docker(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(Arrays.asList(arguments));
        Run run = run(command.toArray(String[]::new));
        if (run.code() != 0) {
            throw new AssertionError(String.format(Locale.ROOT, "%s: %s", command, run.said()));
        }
        return run.said();
    }

    private record Run(int code, String said) {}

    private static Run run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Run(process.waitFor(), said);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
