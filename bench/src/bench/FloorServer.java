package bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The floor: one {@code write()} per client and tick, and nothing else. In C where there is a compiler, else in Java ({@link Floor}).
 */
final class FloorServer extends Server {
    /** The variants. */
    enum Language {
        C,
        JAVA
    }

    private FloorServer(int port, List<String> command) throws IOException {
        super("floor", port, command);
    }

    /** Starts it; it makes messages of {@code size} bytes by itself. */
    static FloorServer start(int port, int size, long tick, Language language)
            throws IOException, InterruptedException {
        List<String> numbers = List.of(Integer.toString(port), Integer.toString(size), Long.toString(tick));
        List<String> program = language == Language.C
                ? List.of(binary().toString())
                : List.of(
                        java(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "bench.Floor");
        FloorServer server = new FloorServer(
                port,
                java.util.stream.Stream.concat(program.stream(), numbers.stream())
                        .toList());
        server.awaitReady();
        return server;
    }

    /** The best variant that this machine has; compiles the one in C. */
    static Language best() throws IOException, InterruptedException {
        Path source = Path.of(System.getProperty("bench.home", "bench"), "floor", "floor.c");
        Files.createDirectories(WORK);
        if (Files.exists(binary())
                && Files.getLastModifiedTime(binary()).compareTo(Files.getLastModifiedTime(source)) > 0) {
            return Language.C;
        }
        try {
            Process compiler = new ProcessBuilder("cc", "-O2", "-Wall", "-o", binary().toString(), source.toString())
                    .inheritIO()
                    .start();
            return compiler.waitFor() == 0 ? Language.C : Language.JAVA;
        } catch (IOException e) {
            return Language.JAVA;
        }
    }

    private static Path binary() {
        return WORK.resolve("floor");
    }

    private static String java() {
        return System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    }

    @Override
    Endpoint endpoint(Transport transport) {
        return new Endpoint(transport, address(), "/" + transport, false);
    }

    @Override
    void feed() {
        // It feeds itself.
    }
}
