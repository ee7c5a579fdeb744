package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The system's Chromium without a window, in a profile of its own, which is removed with it. */
final class Chromium implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final List<String> FLAGS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--remote-debugging-port=0");
    private static final long START_SECONDS = 60;

    private final Path profile;
    private final Process process;
    private final Thread hook;
    private DevTools devTools;

    private Chromium(Path profile, Process process) {
        this.profile = profile;
        this.process = process;
        this.hook = new Thread(this::end);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Where it is installed. */
    static Optional<Path> find() {
        List<String> folders =
                List.of(System.getenv().getOrDefault("PATH", "/usr/bin").split(":"));
        return NAMES.stream()
                .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What {@link #find} looks for, in words. */
    static String names() {
        return String.join(", ", NAMES);
    }

    /** Starts it; what it prints goes to a file. */
    static Chromium start(Path executable) throws IOException, InterruptedException {
        Files.createDirectories(Server.WORK);
        Path profile = Files.createTempDirectory("pulseboard-page");
        List<String> command = new ArrayList<>(List.of(executable.toString()));
        command.addAll(FLAGS);
        command.add("--user-data-dir=" + profile);
        command.add("about:blank");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        Chromium chromium = new Chromium(profile, process);
        try {
            chromium.devTools = new DevTools(chromium.awaitAddress());
            return chromium;
        } catch (IOException e) {
            chromium.close();
            throw e;
        }
    }

    private static Path log() {
        return Server.WORK.resolve("chromium.log");
    }

    // It writes the port that it took, and the path, into its profile.
    private URI awaitAddress() throws IOException, InterruptedException {
        Path file = profile.resolve("DevToolsActivePort");
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < limit && process.isAlive()) {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (lines.size() == 2) {
                return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new IOException("the browser did not start, see " + log());
    }

    /** Name and version. */
    String version() throws IOException, InterruptedException {
        return Json.text(devTools.call(DevTools.BROWSER, "Browser.getVersion", Map.of()), "product");
    }

    /** A tab in a context of its own: no cache, no connections, nothing stored. */
    Tab open() throws IOException, InterruptedException {
        return Tab.open(devTools);
    }

    @Override
    public void close() {
        try {
            if (devTools != null) {
                devTools.call(DevTools.BROWSER, "Browser.close", Map.of());
                process.waitFor(10, TimeUnit.SECONDS);
            }
        } catch (IOException e) {
            // Then it is ended as a process.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end();
        Runtime.getRuntime().removeShutdownHook(hook);
        if (devTools != null) {
            devTools.close();
        }
    }

    private void end() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
        children.forEach(child -> child.onExit().join());
        // A child that had already lost its parent may still write for a moment.
        for (int i = 0; i < 20 && !removed(profile); i++) {
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean removed(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            return !Files.exists(folder);
        }
    }
}
