package io.pulseboard.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Updates of 20 series of a host, one after the other, as the program once sent them. */
final class Messages {
    private static final List<String> RECORDED = read();

    private Messages() {}

    private static List<String> read() {
        try (InputStream in = Messages.class.getResourceAsStream("/messages/host-updates.ndjson")) {
            String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return all.lines().toList();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** How many there are. */
    static int count() {
        return RECORDED.size();
    }

    /** One of them; from 0 on, and beyond the last from the first again. */
    static byte[] json(int index) {
        return RECORDED.get(index % RECORDED.size()).getBytes(StandardCharsets.UTF_8);
    }

    /** The same as a server-sent event. */
    static byte[] event(int index) {
        String json = RECORDED.get(index % RECORDED.size());
        String id = json.substring(json.indexOf("\"id\":\"") + 6, json.indexOf("\",\"after\""));
        return ("id: " + id + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
