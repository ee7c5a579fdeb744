package io.pulseboard.delivery;

import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** What stands in the access log of a program. */
final class AccessLog {
    /** What {@code quarkus.http.access-log.pattern} has to be. */
    static final String PATTERN = "ACCESS %m %U %s %b %B %{BYTES_SENT}";

    private final Supplier<String> output;

    /** A line for one request, in the three ways to write how much was sent. */
    record Line(String request, int status, String shortBytes, long bytes, long longBytes) {
        static Line parse(String line) {
            String[] words = line.substring(line.indexOf("ACCESS ")).split(" ");
            return new Line(
                    words[1] + " " + words[2],
                    Integer.parseInt(words[3]),
                    words[4],
                    Long.parseLong(words[5]),
                    Long.parseLong(words[6]));
        }
    }

    /** @param output all that the program has printed so far */
    AccessLog(Supplier<String> output) {
        this.output = output;
    }

    /** All requests so far whose line contains this. */
    List<Line> of(String mark) {
        return output.get()
                .lines()
                .filter(line -> line.contains("ACCESS ") && line.contains(mark))
                .map(Line::parse)
                .toList();
    }

    /** The first line that contains this; waits for it. */
    Line await(String mark) {
        Awaitility.await().atMost(Inbox.PATIENCE).until(() -> !of(mark).isEmpty());
        return of(mark).get(0);
    }
}
