package io.pulseboard.delivery;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads lines that end in LF or CRLF. */
final class HttpLines {
    private HttpLines() {}

    static String read(InputStream in) throws IOException {
        String line = readOrEnd(in);
        if (line == null) {
            throw new EOFException("closed before a line was complete");
        }
        return line;
    }

    /** A line without its end; null at the end of the stream, what is left of an unfinished line included. */
    static @Nullable String readOrEnd(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Header lines up to and with the empty one; of several with one name, their values with commas. */
    static Map<String, String> readHeaders(InputStream in) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = read(in); !line.isEmpty(); line = read(in)) {
            int colon = line.indexOf(':');
            headers.merge(line.substring(0, colon), line.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
        }
        return headers;
    }
}
