package io.pulseboard.examples;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.pulseboard.dashboard.Chromium;
import io.pulseboard.dashboard.Chromium.Tab;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The clients in several languages, and the two pages: each prints the stream, is cut off, and goes on where it was. */
class ClientsIT {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static RunningExample example;

    private static final Map<Program, ClientScript> CLIENTS = new EnumMap<>(Program.class);

    /** Each with the command that its first lines name. */
    private enum Program {
        CURL("curl", "./curl.sh"),
        PYTHON_SSE("python3", "python3", "sse.py"),
        PYTHON_WEBSOCKET("python3", "python3", "websocket.py"),
        NODE_SSE("node", "node", "sse.mjs"),
        NODE_WEBSOCKET("node", "node", "websocket.mjs"),
        JAVA_SSE(JAVA, JAVA, "Client.java", "sse"),
        JAVA_WEBSOCKET(JAVA, JAVA, "Client.java", "websocket");

        private final String needs;
        private final List<String> command;

        Program(String needs, String... command) {
            this.needs = needs;
            this.command = List.of(command);
        }
    }

    static boolean hasCurl() {
        return isInstalled("curl");
    }

    static boolean hasPython() {
        return isInstalled("python3");
    }

    static boolean hasNode() {
        return isInstalled("node");
    }

    private static boolean isInstalled(String program) {
        boolean found = Stream.of(
                        System.getenv().getOrDefault("PATH", "/usr/bin").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program)));
        if (!found) {
            System.out.println("SKIPPED: the example clients that need " + program + ", which is not on the path");
        }
        return found;
    }

    /** All at once, as they have nothing to do with each other. */
    @BeforeAll
    static void start() throws IOException {
        PlaywrightAssertions.setDefaultAssertionTimeout(RunningExample.PATIENCE.toMillis());
        example = RunningExample.start("clients", directory);
        int server = URI.create(example.pulseboard()).getPort();
        for (Program program : Program.values()) {
            if (isInstalled(program.needs)) {
                List<String> command = program == Program.NODE_WEBSOCKET ? nodeWebSocket() : program.command;
                CLIENTS.put(program, new ClientScript(command, server, directory.resolve(program + ".log")));
            }
        }
        await().atMost(RunningExample.PATIENCE)
                .until(() -> CLIENTS.values().stream()
                        .allMatch(
                                client -> client.hasEnded() || client.messages().size() >= 2));
        CLIENTS.values().forEach(ClientScript::cut);
    }

    @AfterAll
    static void end() {
        CLIENTS.values().forEach(ClientScript::close);
        if (example != null) {
            example.close();
        }
    }

    /** Node has a WebSocket from 22 on, and from 20 on where it is asked for. */
    private static List<String> nodeWebSocket() throws IOException {
        int version = nodeVersion();
        return version == 20 || version == 21
                ? List.of("node", "--experimental-websocket", "websocket.mjs")
                : Program.NODE_WEBSOCKET.command;
    }

    private static int nodeVersion() throws IOException {
        Process node = new ProcessBuilder("node", "--version").start();
        String version = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Integer.parseInt(version.substring(1, version.indexOf('.')));
    }

    private static ClientScript client(Program program) {
        return Objects.requireNonNull(CLIENTS.get(program), "it was not started");
    }

    private static void goesOnWhereItWasCutOff(Program program) {
        ClientScript client = client(program);

        await().alias(program + " came back")
                .atMost(RunningExample.PATIENCE)
                .until(() -> client.hasEnded()
                        || (client.connections() > 1 && client.messages().size() >= 5));

        // A client that came back without its position would have got a second snapshot.
        List<String> messages = client.messages();
        assertThat(client.hasEnded()).as(client.output()).isFalse();
        assertThat(messages.get(0)).isEqualTo("snapshot");
        assertThat(messages.subList(1, messages.size())).containsOnly("update");
    }

    @Test
    @EnabledIf("hasCurl")
    void curlGoesOnWhereItWasCutOff() {
        goesOnWhereItWasCutOff(Program.CURL);
    }

    @ParameterizedTest
    @EnumSource(
            value = Program.class,
            names = {"PYTHON_SSE", "PYTHON_WEBSOCKET"})
    @EnabledIf("hasPython")
    void pythonGoesOnWhereItWasCutOff(Program program) {
        goesOnWhereItWasCutOff(program);
    }

    @Test
    @EnabledIf("hasNode")
    void nodeGoesOnWhereItWasCutOff() {
        goesOnWhereItWasCutOff(Program.NODE_SSE);
    }

    /** Where Node is too old, the client says so in a line. */
    @Test
    @EnabledIf("hasNode")
    void nodeGoesOnWhereItsWebSocketWasCutOff() throws IOException {
        if (nodeVersion() >= 20) {
            goesOnWhereItWasCutOff(Program.NODE_WEBSOCKET);
        } else {
            assertThat(client(Program.NODE_WEBSOCKET).output()).matches("Node v\\S+ has no WebSocket: .*\n");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Program.class,
            names = {"JAVA_SSE", "JAVA_WEBSOCKET"})
    void javaGoesOnWhereItWasCutOff(Program program) {
        goesOnWhereItWasCutOff(program);
    }

    @Test
    @EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
    void tenLinesShowANumberThatChanges() {
        try (Chromium chromium = Chromium.launch();
                Tab tab = chromium.open()) {
            Page page = tab.page();
            page.navigate(example.page("sse.html"));

            page.waitForFunction("() => /^\\d+$/.test(memory.value)");
            page.evaluate("window.first = memory.value");

            page.waitForFunction("() => memory.value !== first");
            assertThat(tab.errors()).isEmpty();
        }
    }

    @Test
    @EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
    void aSocketThatWasCutComesBackWithoutAHole() {
        try (Chromium chromium = Chromium.launch();
                Tab tab = chromium.open()) {
            Page page = tab.page();
            List<String> sockets = new CopyOnWriteArrayList<>();
            page.onWebSocket(socket -> sockets.add(socket.url()));
            page.navigate(example.page("websocket.html"));
            assertThat(page.locator("#memory")).hasText(Pattern.compile("\\d+"));
            String before = page.locator("#position").textContent();
            page.locator("#cut").click();
            assertThat(page.locator("#state")).hasText(Pattern.compile("reconnecting in .*|live"));

            assertThat(page.locator("#position")).not().hasText(before);
            assertThat(page.locator("#state")).hasText("live");
            assertThat(sockets).hasSize(2).last().asString().contains("&after=");
            assertThat(page.locator("#holes")).hasText("0");
            assertThat(tab.errors()).isEmpty();
        }
    }
}
