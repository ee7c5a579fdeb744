package io.pulseboard.delivery;

import io.pulseboard.hub.StreamPosition;
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

    /** The same as all get it who are in step; a new one every time. */
    static EncodedMessage update(int index) {
        return EncodedMessage.update(json(index), position(index));
    }

    /** The same as a server-sent event. */
    static byte[] event(int index) {
        return Framing.event(json(index), position(index));
    }

    private static StreamPosition position(int index) {
        String json = RECORDED.get(index % RECORDED.size());
        return StreamPosition.parse(json.substring(json.indexOf("\"id\":\"") + 6, json.indexOf("\",\"after\"")));
    }
}
