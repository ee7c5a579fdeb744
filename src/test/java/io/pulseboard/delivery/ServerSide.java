package io.pulseboard.delivery;

import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the operating system says of the server's end of a connection on this machine: {@code /proc/net/tcp}, see proc(5). */
final class ServerSide {
    private static final String ESTABLISHED = "01";

    private ServerSide() {}

    /** Whether the server still holds the connection that comes from this port. */
    static boolean isEstablished(int clientPort) {
        String server = ":" + hex(RestAssured.port);
        String client = ":" + hex(clientPort);
        return table().stream()
                .map(line -> line.strip().split("\\s+", 5))
                .anyMatch(columns ->
                        columns[1].endsWith(server) && columns[2].endsWith(client) && columns[3].equals(ESTABLISHED));
    }

    private static String hex(int port) {
        return String.format("%04X", port);
    }

    private static List<String> table() {
        List<String> lines = new ArrayList<>();
        for (Path file : List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))) {
            try {
                List<String> all = Files.exists(file) ? Files.readAllLines(file) : List.of();
                lines.addAll(all.subList(Math.min(1, all.size()), all.size()));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return lines;
    }
}
