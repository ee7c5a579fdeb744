package io.pulseboard.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts what the build leaves, as an operator would, with settings that cannot work. */
class PackagedProgramIT {
    private static final Path JAR =
            Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    Path directory;

    private record Ending(int code, List<String> lines) {}

    @Test
    void anUnknownKeyFailsTheStartWithOneLine() throws IOException, InterruptedException {
        Ending ending = start(Map.of(), "-Dpulseboard.tikc=500ms");

        assertThat(ending.code()).isEqualTo(1);
        assertThat(ending.lines())
                .singleElement()
                .asString()
                .contains("unknown configuration key pulseboard.tikc = '500ms', did you mean pulseboard.tick?");
    }

    @Test
    void anUnknownKeyInTheConfigurationFileFailsTheStart() throws IOException, InterruptedException {
        Path config = Files.createDirectory(directory.resolve("config")).resolve("application.properties");
        Files.writeString(config, "pulseboard.http.allow-hosts=example.com\n");

        Ending ending = start(Map.of());

        assertThat(ending.code()).isEqualTo(1);
        assertThat(ending.lines()).singleElement().asString().contains("pulseboard.http.allow-hosts = 'example.com'");
    }

    @Test
    void anUnknownVariableFailsTheStartWithOneLine() throws IOException, InterruptedException {
        Ending ending = start(Map.of("PULSEBOARD_TIK", "1s", "PULSEBOARD_PORT", "tcp://10.0.0.1:8080"));

        assertThat(ending.code()).isEqualTo(1);
        assertThat(ending.lines())
                .singleElement()
                .asString()
                .contains("unknown environment variable PULSEBOARD_TIK = '1s', did you mean PULSEBOARD_TICK?");
    }

    @Test
    void aValueThatCannotBeReadFailsTheStartWithOneLine() throws IOException, InterruptedException {
        Ending ending = start(Map.of("PULSEBOARD_TICK", "soon"));

        assertThat(ending.code()).isEqualTo(1);
        assertThat(ending.lines()).singleElement().asString().contains("pulseboard.tick = 'soon'");
    }

    @Test
    void aValueThatMakesNoSenseFailsTheStartWithOneLine() throws IOException, InterruptedException {
        Ending ending = start(Map.of("PULSEBOARD_HTTP_ALLOWED_ORIGINS", "*"));

        assertThat(ending.code()).isEqualTo(1);
        assertThat(ending.lines()).singleElement().asString().contains("pulseboard.http.allowed-origins holds '*'");
    }

    @Test
    void aSecretIsNotPrinted() throws IOException, InterruptedException {
        Ending ending = start(Map.of("PULSEBOARD_INGEST_TOKENS", "hunter2"));

        assertThat(ending.code()).isEqualTo(1);
        assertThat(ending.lines())
                .singleElement()
                .asString()
                .contains("PULSEBOARD_INGEST_TOKENS = '***'")
                .doesNotContain("hunter2");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(0)) {
            Ending ending = start(Map.of("QUARKUS_HTTP_PORT", Integer.toString(taken.getLocalPort())));

            assertThat(ending.code()).isEqualTo(1);
            assertThat(ending.lines())
                    .anyMatch(line ->
                            line.contains("quarkus.http.port = '" + taken.getLocalPort() + "' cannot be listened on"))
                    .noneMatch(line -> line.contains("RuntimeException"));
        }
    }

    @Test
    void aStatsdPortThatIsTakenIsNamed() throws IOException, InterruptedException {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Ending ending = start(Map.of("PULSEBOARD_STATSD_LISTEN_PORT", Integer.toString(taken.getLocalPort())));

            assertThat(ending.code()).isEqualTo(1);
            assertThat(ending.lines())
                    .anyMatch(line -> line.contains("pulseboard.statsd.listen-port = " + taken.getLocalPort()
                            + " cannot be listened on at 127.0.0.1"))
                    .noneMatch(line -> line.contains("Exception"));
        }
    }

    private Ending start(Map<String, String> environment, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", JAR.toString()));
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PULSEBOARD_") || name.startsWith("QUARKUS_"));
        builder.environment().put("QUARKUS_HTTP_PORT", "0");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
            assertThat(ended).as("ended by itself: %s", lines).isTrue();
            return new Ending(process.exitValue(), complaints(lines));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Everything printed but what went well, and the banner, whose lines are drawn. */
    private static List<String> complaints(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.contains(" INFO "))
                .filter(line -> !line.matches("[ _/\\\\,<|.'-]*"))
                .toList();
    }
}
