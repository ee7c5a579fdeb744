package io.pulseboard.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** One of the programs in {@code examples/clients}, running, behind a relay of its own. */
final class ClientScript implements AutoCloseable {
    private static final Pattern MESSAGE =
            Pattern.compile("^(?:\\{\"type\":\")?(snapshot|update|gap|error|bye)\\b", Pattern.MULTILINE);

    private final Process process;
    private final Path output;
    private final Relay relay;

    /** Starts it with its defaults, but for where the server is. */
    ClientScript(List<String> command, int server, Path output) {
        this.output = output;
        this.relay = new Relay(server);
        List<String> all = new ArrayList<>(command);
        all.add("node_memory_MemAvailable_bytes");
        all.add(relay.address());
        try {
            this.process = new ProcessBuilder(all)
                    .directory(Path.of("examples", "clients").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The types of the messages that it has printed. */
    List<String> messages() {
        return MESSAGE.matcher(output()).results().map(match -> match.group(1)).toList();
    }

    String output() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    boolean hasEnded() {
        return !process.isAlive();
    }

    /** How often it has connected. */
    int connections() {
        return relay.connections();
    }

    void cut() {
        relay.cut();
    }

    /** Ends it, and what it has started. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        children.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        relay.close();
    }
}
