package io.pulseboard.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Starts what the build leaves, as an operator would, with settings that cannot work. */
class PackagedProgramIT {
    @TempDir
    Path directory;

    private record Ending(int code, List<String> lines) {}

    @Test
    void anUnknownKeyFailsTheStartWithOneLine() {
        Ending ending = start(Map.of(), "-Dpulseboard.tikc=500ms");

        assertThat(ending.code()).isEqualTo(1);
        assertThat(ending.lines())
                .singleElement()
                .asString()
                .contains("unknown configuration key pulseboard.tikc = '500ms', did you mean pulseboard.tick?");
    }

    @Test
    void anUnknownKeyInTheConfigurationFileFailsTheStart() throws IOException {
        Path config = Files.createDirectory(directory.resolve("config")).resolve("application.properties");
        Files.writeString(config, "pulseboard.http.allow-hosts=example.com\n");

        Ending ending = start(Map.of());

        assertThat(ending.code()).isEqualTo(1);
        assertThat(ending.lines()).singleElement().asString().contains("pulseboard.http.allow-hosts = 'example.com'");
    }

    @Test
    void anUnknownVariableFailsTheStartWithOneLine() {
        Ending ending = start(Map.of("PULSEBOARD_TIK", "1s", "PULSEBOARD_PORT", "tcp://10.0.0.1:8080"));

        assertThat(ending.code()).isEqualTo(1);
        assertThat(ending.lines())
                .singleElement()
                .asString()
                .contains("unknown environment variable PULSEBOARD_TIK = '1s', did you mean PULSEBOARD_TICK?");
    }

    @Test
    void aValueThatCannotBeReadFailsTheStartWithOneLine() {
        Ending ending = start(Map.of("PULSEBOARD_TICK", "soon"));

        assertThat(ending.code()).isEqualTo(1);
        assertThat(ending.lines()).singleElement().asString().contains("pulseboard.tick = 'soon'");
    }

    @Test
    void aValueThatMakesNoSenseFailsTheStartWithOneLine() {
        Ending ending = start(Map.of("PULSEBOARD_HTTP_ALLOWED_ORIGINS", "*"));

        assertThat(ending.code()).isEqualTo(1);
        assertThat(ending.lines()).singleElement().asString().contains("pulseboard.http.allowed-origins holds '*'");
    }

    @Test
    void aSecretIsNotPrinted() {
        Ending ending = start(Map.of("PULSEBOARD_INGEST_TOKENS", "hunter2"));

        assertThat(ending.code()).isEqualTo(1);
        assertThat(ending.lines())
                .singleElement()
                .asString()
                .contains("PULSEBOARD_INGEST_TOKENS = '***'")
                .doesNotContain("hunter2");
    }

    @Test
    @EnabledIf("io.pulseboard.operations.Artefact#hasThePortsOfThisMachine")
    void aPortThatIsTakenIsNamed() throws IOException {
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
    @EnabledIf("io.pulseboard.operations.Artefact#hasThePortsOfThisMachine")
    void aStatsdPortThatIsTakenIsNamed() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Ending ending = start(Map.of("PULSEBOARD_STATSD_LISTEN_PORT", Integer.toString(taken.getLocalPort())));

            assertThat(ending.code()).isEqualTo(1);
            assertThat(ending.lines())
                    .anyMatch(line -> line.contains("pulseboard.statsd.listen-port = " + taken.getLocalPort()
                            + " cannot be listened on at 127.0.0.1"))
                    .noneMatch(line -> line.contains("Exception"));
        }
    }

    private Ending start(Map<String, String> variables, String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("QUARKUS_HTTP_PORT", "0"));
        all.putAll(variables);
        try (Artefact program = Artefact.start(directory, all, List.of(settings))) {
            int code = program.awaitEnd();
            return new Ending(code, complaints(program.output().lines().toList()));
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
