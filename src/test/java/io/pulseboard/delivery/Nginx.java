package io.pulseboard.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real nginx in front of a port on this machine, with its defaults but for where it keeps its files. */
public final class Nginx implements AutoCloseable {
    public static final Path PROGRAM = Path.of("/usr/sbin/nginx");

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Whether there is one. */
    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** Starts it with its defaults, in front of this port. */
    public static Nginx inFrontOf(int target) {
        return inFrontOf(target, List.of());
    }

    /** Starts it in front of this port, with what its manual has for WebSockets. */
    public static Nginx upgradingInFrontOf(int target) {
        return inFrontOf(
                target,
                List.of(
                        "proxy_http_version 1.1",
                        "proxy_set_header Upgrade $http_upgrade",
                        "proxy_set_header Connection \"upgrade\""));
    }

    private static Nginx inFrontOf(int target, List<String> more) {
        try {
            Path directory =
                    Files.createTempDirectory(Path.of("target"), "nginx").toAbsolutePath();
            int port = freePort();
            Path settings = Files.writeString(directory.resolve("nginx.conf"), settings(directory, port, target, more));
            Process process = new ProcessBuilder(
                            PROGRAM.toString(),
                            "-p",
                            directory.toString(),
                            "-e",
                            directory.resolve("error.log").toString(),
                            "-c",
                            settings.toString())
                    .inheritIO()
                    .start();
            Nginx nginx = new Nginx(process, port);
            Awaitility.await().atMost(Inbox.PATIENCE).until(nginx::listens);
            return nginx;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String settings(Path directory, int port, int target, List<String> more) {
        List<String> temporary = List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi");
        StringBuilder paths = new StringBuilder();
        temporary.forEach(name -> paths.append(name + "_temp_path " + directory + "/" + name + ";\n"));
        StringBuilder lines = new StringBuilder();
        more.forEach(line -> lines.append(line).append(";\n"));
        return "daemon off;\nworker_processes 1;\npid " + directory
                + "/nginx.pid;\nevents {}\nhttp {\naccess_log off;\n"
                + paths + "server {\nlisten 127.0.0.1:" + port + ";\nlocation / {\nproxy_pass http://127.0.0.1:"
                + target + ";\n" + lines + "}\n}\n}\n";
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new AssertionError("nginx ended with status " + process.exitValue());
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(Inbox.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
