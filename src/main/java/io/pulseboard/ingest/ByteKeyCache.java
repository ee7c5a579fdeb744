package io.pulseboard.ingest;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a run of bytes means, so that a parser which meets it again neither decodes nor allocates. Bounded: what has not been asked for
 * while half as many others as may be kept came new is forgotten. Not for use by several threads at once.
 *
 * @param <V> what the bytes mean
 */
public final class ByteKeyCache<V> {
    private static final int SMALLEST = 64;

    private final int generationSize;
    private final long generationBytes;
    private @Nullable Entry<V>[] young = table(SMALLEST);
    private @Nullable Entry<V>[] old = table(SMALLEST);
    private int youngSize;
    private long youngBytes;
    private int oldSize;

    private static final class Entry<V> {
        private final byte[] key;
        private final long hash;
        private final V value;
        private @Nullable Entry<V> next;

        Entry(byte[] key, long hash, V value) {
            this.key = key;
            this.hash = hash;
            this.value = value;
        }
    }

    /**
     * @param mostEntries how many entries are kept at most, at least 2
     */
    public ByteKeyCache(int mostEntries) {
        this(mostEntries, Long.MAX_VALUE);
    }

    /**
     * @param mostEntries how many entries are kept at most, at least 2
     * @param mostBytes how many bytes name them at most, all together; twice the longest key at least, or more are kept
     */
    public ByteKeyCache(int mostEntries, long mostBytes) {
        if (mostEntries < 2) {
            throw new IllegalArgumentException("a cache of " + mostEntries + " entries");
        }
        generationSize = mostEntries / 2;
        generationBytes = mostBytes / 2;
    }

    @SuppressWarnings("unchecked") // Only entries of this type are put in.
    private static <V> @Nullable Entry<V>[] table(int length) {
        return (@Nullable Entry<V>[]) new @Nullable Entry<?>[length];
    }

    /** How many entries are kept. */
    public int size() {
        return youngSize + oldSize;
    }

    /** What the bytes from {@code from} up to, not with, {@code to} mean; null if that is not known. */
    public @Nullable V get(byte[] bytes, int from, int to) {
        long hash = ByteHash.of(bytes, from, to);
        Entry<V> known = find(young, hash, bytes, from, to);
        if (known == null && oldSize > 0) {
            known = takeOld(hash, bytes, from, to);
        }
        return known == null ? null : known.value;
    }

    /** Keeps what these bytes mean, of which a copy is taken. They must not be known yet. */
    public void put(byte[] bytes, int from, int to, V value) {
        insert(new Entry<>(Arrays.copyOfRange(bytes, from, to), ByteHash.of(bytes, from, to), value));
    }

    private static <V> @Nullable Entry<V> find(@Nullable Entry<V>[] table, long hash, byte[] bytes, int from, int to) {
        Entry<V> entry = table[slot(table, hash)];
        while (entry != null && !matches(entry, hash, bytes, from, to)) {
            entry = entry.next;
        }
        return entry;
    }

    private static boolean matches(Entry<?> entry, long hash, byte[] bytes, int from, int to) {
        return entry.hash == hash && Arrays.equals(entry.key, 0, entry.key.length, bytes, from, to);
    }

    private static int slot(@Nullable Entry<?>[] table, long hash) {
        return (int) (hash >>> 32) & (table.length - 1);
    }

    /** Finds it among the old ones and makes it one of the young. */
    private @Nullable Entry<V> takeOld(long hash, byte[] bytes, int from, int to) {
        int slot = slot(old, hash);
        Entry<V> before = null;
        for (Entry<V> entry = old[slot]; entry != null; before = entry, entry = entry.next) {
            if (matches(entry, hash, bytes, from, to)) {
                if (before == null) {
                    old[slot] = entry.next;
                } else {
                    before.next = entry.next;
                }
                oldSize--;
                insert(entry);
                return entry;
            }
        }
        return null;
    }

    private void insert(Entry<V> entry) {
        if (youngSize == generationSize || (youngSize > 0 && youngBytes + entry.key.length > generationBytes)) {
            old = young;
            oldSize = youngSize;
            young = table(SMALLEST);
            youngSize = 0;
            youngBytes = 0;
        } else if (youngSize == young.length) {
            grow();
        }
        int slot = slot(young, entry.hash);
        entry.next = young[slot];
        young[slot] = entry;
        youngSize++;
        youngBytes += entry.key.length;
    }

    private void grow() {
        @Nullable Entry<V>[] larger = table(2 * young.length);
        for (Entry<V> first : young) {
            Entry<V> entry = first;
            while (entry != null) {
                Entry<V> next = entry.next;
                int slot = slot(larger, entry.hash);
                entry.next = larger[slot];
                larger[slot] = entry;
                entry = next;
            }
        }
        young = larger;
    }
}
