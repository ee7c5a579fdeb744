package io.pulseboard.ingest.influx;

import io.pulseboard.metric.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What one body said: its numbers as samples, and the lines that are none. Confined to one thread. */
final class Points {
    /** How many bad lines are kept with their reasons; more are counted. */
    static final int MOST_EXPLAINED = 20;

    private final List<Sample> samples = new ArrayList<>();
    private int[] lines = new int[64];
    private final List<BadLine> badLines = new ArrayList<>();
    private int badLineCount;
    private int stringCount;
    private boolean tooMany;

    /**
     * A line of which nothing is taken.
     *
     * @param line counted from 1; where a string spans lines, the one on which the fault is
     * @param column in code points, counted from 1
     * @param reason what is wrong there, with the value
     */
    record BadLine(int line, int column, String reason) {}

    void add(Sample sample, int line) {
        if (samples.size() == lines.length) {
            lines = Arrays.copyOf(lines, 2 * lines.length);
        }
        lines[samples.size()] = line;
        samples.add(sample);
    }

    void addBad(BadLine line) {
        badLineCount++;
        if (badLines.size() < MOST_EXPLAINED) {
            badLines.add(line);
        }
    }

    void addStrings(int count) {
        stringCount += count;
    }

    void giveUp() {
        tooMany = true;
    }

    /** One per field that is a number or a boolean, in the order of the body. */
    List<Sample> samples() {
        return samples;
    }

    /** The line on which the point of the sample at this index begins, counted from 1. */
    int line(int index) {
        return lines[index];
    }

    /** The first bad lines. */
    List<BadLine> badLines() {
        return badLines;
    }

    /** How many lines are bad, those not kept included. */
    int badLineCount() {
        return badLineCount;
    }

    /** How many fields of good lines are strings, which are no samples. */
    int stringCount() {
        return stringCount;
    }

    /** Whether the body has more points than are taken at once, so that it was not read to its end. */
    boolean tooMany() {
        return tooMany;
    }
}
