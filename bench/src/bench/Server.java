package bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server process that this program started on the loopback address, and ends. */
abstract class Server implements AutoCloseable {
    /** Where compiled programs, configurations and logs go. */
    static final Path WORK = Path.of(System.getProperty("bench.work", "target/bench-work"));

    private static final long START_SECONDS = 60;

    private final String name;
    private final InetSocketAddress address;
    private final Process process;
    private final Thread hook;

    /** Starts the command; its output goes to a file. */
    Server(String name, int port, List<String> command) throws IOException {
        this.name = name;
        this.address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
        refuseStranger();
        Files.createDirectories(WORK);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log());
        // What configures the benchmark is not for Pulseboard, which refuses keys that it does not know.
        builder.environment().keySet().removeIf(key -> key.startsWith("PULSEBOARD_"));
        this.process = builder.start();
        this.hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The stream that all viewers of a run get. */
    abstract Endpoint endpoint(Transport transport);

    /** Begins to send one message per tick, until the server is closed. */
    abstract void feed() throws IOException, InterruptedException;

    final String name() {
        return name;
    }

    final InetSocketAddress address() {
        return address;
    }

    final ServerProcess usage() {
        return new ServerProcess(process.pid());
    }

    /** What the process printed. */
    final File log() {
        return WORK.resolve(name + ".log").toFile();
    }

    /** Whether it is ready to be used. */
    boolean ready() throws IOException {
        new Socket(address.getAddress(), address.getPort()).close();
        return true;
    }

    /** Waits for it. */
    final void awaitReady() throws IOException, InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < limit && process.isAlive()) {
            try {
                if (ready()) {
                    return;
                }
            } catch (IOException e) {
                // Not yet.
            }
            Thread.sleep(50);
        }
        close();
        throw new IOException(name + " did not start, see " + log());
    }

    // Measuring somebody else's server by mistake would go unseen.
    private void refuseStranger() throws IOException {
        try (Socket stranger = new Socket(address.getAddress(), address.getPort())) {
            throw new IOException("port " + stranger.getPort() + " is in use: choose another one with --port");
        } catch (java.net.ConnectException e) {
            // Free, as it has to be.
        }
    }

    @Override
    public void close() {
        try {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
