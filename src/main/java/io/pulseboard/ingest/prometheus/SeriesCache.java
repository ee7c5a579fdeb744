package io.pulseboard.ingest.prometheus;

import io.pulseboard.ingest.ByteHash;
import io.pulseboard.metric.Labels;
import io.pulseboard.metric.SeriesKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which series a spelling of name and labels means, so that one met before is neither decoded nor allocated again. A target
 * writes its series in the same order each time: the spelling that followed last time is tried first, by one comparison of bytes.
 * Failing that a hash table knows it. Confined to one parser.
 */
final class SeriesCache {
    /** How many spellings may be kept beyond twice those of the last body. */
    private static final int SLACK = 1024;

    private final IdentityReader identities;
    private final boolean blanks;
    private final Map<SeriesKey, Series> series = new HashMap<>();
    private @Nullable Spelling[] table = new @Nullable Spelling[256];
    private int size;
    private int met;
    private int added;
    /** Stands before the first line, so that the first spelling is foreseen too. */
    private final Spelling head = new Spelling(new byte[0], 0, "", Labels.EMPTY);

    private Spelling last = head;
    /** Counted from 2, so that a spelling that was in none, which says 0, was not in the one before the first. */
    private long body = 1;

    /** One way to write one identity. */
    static final class Spelling {
        private final byte[] text;
        private final long hash;
        private final String name;
        private final Labels labels;
        private @Nullable Spelling following;
        private long body;
        /** What it meant to its family when it was last resolved; null if it never was. */
        @Nullable Role role;

        @Nullable Series target;
        /** The metric that a state belongs to; null for what is no state. */
        @Nullable Series metric;
        /** The bound of a bucket or the quantile. */
        double bound;

        Spelling(byte[] text, long hash, String name, Labels labels) {
            this.text = text;
            this.hash = hash;
            this.name = name;
            this.labels = labels;
        }

        String name() {
            return name;
        }

        Labels labels() {
            return labels;
        }
    }

    /**
     * @param blanks whether the grammar allows blanks between a name and its braces
     */
    SeriesCache(IdentityReader identities, boolean blanks) {
        this.identities = identities;
        this.blanks = blanks;
    }

    /** Says that another body begins, and gives its number. */
    long begin() {
        sweep();
        met = 0;
        added = 0;
        last = head;
        return ++body;
    }

    /** Forgets what the last body did not have, once that is more than the rest. */
    private void sweep() {
        if (size <= 2 * met + SLACK) {
            return;
        }
        @Nullable Spelling[] old = table;
        table = new @Nullable Spelling[Math.max(256, Integer.highestOneBit(4 * met + 1))];
        size = 0;
        for (Spelling spelling : old) {
            if (spelling != null && spelling.body == body) {
                forgetOthers(spelling);
                insert(spelling);
            }
        }
        forgetOthers(head);
        series.values().removeIf(s -> s.body != body);
    }

    private void forgetOthers(Spelling spelling) {
        if (spelling.following != null && spelling.following.body != body) {
            spelling.following = null;
        }
        if (spelling.target != null && spelling.target.body != body) {
            spelling.role = null;
            spelling.target = null;
            spelling.metric = null;
        }
    }

    /** How many spellings of the body at hand the one before it did not have. */
    int added() {
        return added;
    }

    /** How many spellings are known. */
    int size() {
        return size;
    }

    /** The series with this identity, the same object each time. */
    Series series(SeriesKey key) {
        return series.computeIfAbsent(key, Series::new);
    }

    /** Reads the identity under the cursor, and moves the cursor behind it. */
    Spelling read(Line line) throws ExpositionSyntaxException {
        Spelling spelling = last.following;
        if (spelling != null && isAt(line, spelling)) {
            line.at += spelling.text.length;
        } else {
            spelling = lookUp(line);
            last.following = spelling;
        }
        if (spelling.body != body) {
            added += spelling.body == body - 1 ? 0 : 1;
            spelling.body = body;
            met++;
        }
        last = spelling;
        return spelling;
    }

    /** Whether the line goes on with exactly this spelling. After a bare name neither more of it nor braces may follow. */
    private boolean isAt(Line line, Spelling spelling) {
        byte[] text = spelling.text;
        int to = line.at + text.length;
        if (to > line.end || !Arrays.equals(line.bytes, line.at, to, text, 0, text.length)) {
            return false;
        }
        return text[text.length - 1] == '}' || identityEnd(line, to) == to;
    }

    private Spelling lookUp(Line line) throws ExpositionSyntaxException {
        int from = line.at;
        int to = identityEnd(line, from);
        long hash = ByteHash.of(line.bytes, from, to);
        for (int i = slot(hash); ; i = (i + 1) & (table.length - 1)) {
            Spelling spelling = table[i];
            if (spelling == null) {
                return learn(line, to, hash);
            }
            if (spelling.hash == hash && Arrays.equals(line.bytes, from, to, spelling.text, 0, spelling.text.length)) {
                line.at = to;
                return spelling;
            }
        }
    }

    /** Where the identity ends, if it is well-formed: behind its braces, or behind its name. */
    private int identityEnd(Line line, int from) {
        int i = from;
        while (i < line.end && !Line.isBlank(line.bytes[i]) && line.bytes[i] != '{') {
            i++;
        }
        int brace = i;
        while (blanks && brace < line.end && Line.isBlank(line.bytes[brace])) {
            brace++;
        }
        return brace < line.end && line.bytes[brace] == '{' ? bracesEnd(line, brace) : i;
    }

    private static int bracesEnd(Line line, int from) {
        boolean quoted = false;
        for (int i = from; i < line.end; i++) {
            switch (line.bytes[i]) {
                case '"' -> quoted = !quoted;
                case '\\' -> i += quoted ? 1 : 0;
                case '}' -> {
                    if (!quoted) {
                        return i + 1;
                    }
                }
                default -> {}
            }
        }
        return line.end;
    }

    private Spelling learn(Line line, int to, long hash) throws ExpositionSyntaxException {
        int from = line.at;
        identities.read(line);
        if (line.at != to) {
            throw line.expected("a blank or '{' after the metric name");
        }
        byte[] text = Arrays.copyOfRange(line.bytes, from, line.at);
        Spelling spelling = new Spelling(text, hash, identities.name(), identities.labels());
        if (2 * size >= table.length) {
            grow();
        }
        insert(spelling);
        return spelling;
    }

    private void grow() {
        @Nullable Spelling[] old = table;
        table = new @Nullable Spelling[2 * old.length];
        size = 0;
        for (Spelling spelling : old) {
            if (spelling != null) {
                insert(spelling);
            }
        }
    }

    private void insert(Spelling spelling) {
        int i = slot(spelling.hash);
        while (table[i] != null) {
            i = (i + 1) & (table.length - 1);
        }
        table[i] = spelling;
        size++;
    }

    private int slot(long hash) {
        return (int) (hash >>> 32) & (table.length - 1);
    }
}
