package bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/** What a benchmark has to say of where it ran. */
final class Machine {
    private Machine() {}

    /** Date, processor, kernel, the JVM of the server with its flags, nginx, and the descriptor limit. */
    static String describe() throws IOException {
        return """
                date: %s
                processor: %d x %s
                kernel: %s
                server's JVM: %s, flags: %s
                nginx: %s
                descriptor limit: %s""".formatted(
                        LocalDate.now(),
                        Runtime.getRuntime().availableProcessors(),
                        model(),
                        System.getProperty("os.version"),
                        output(PulseboardServer.launcher(), "-version"),
                        System.getenv().getOrDefault("JAVA_OPTS", "none"),
                        NchanServer.available() ? output("/usr/sbin/nginx", "-v") : "not installed, or without nchan",
                        ServerProcess.descriptorLimit());
    }

    private static String model() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2))
                .findFirst()
                .orElse("unknown");
    }

    private static String output(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().findFirst().orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
