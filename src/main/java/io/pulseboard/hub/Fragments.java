package io.pulseboard.hub;

import java.util.Arrays;

/**
 * The pieces of messages that an encoder has rendered since the last tick, so that each value is rendered once however many feeds
 * it is in. A piece is known by the number of its series, the tick since which the series has had its value, and a part number
 * that means something to the encoder alone. The hub has one of these per encoder and empties it with each tick.
 *
 * <p>A hash table with open addressing over one array of bytes; both are used again from tick to tick, and shrink when little is
 * put in. A piece costs its length and 48 to 96 bytes: a slot has {@value #SLOT_BYTES}, and at most half of the slots are taken.
 * Beyond the limit nothing more is taken in, and pieces are rendered wherever they are needed. Confined to the hub's thread, but
 * for {@link #NONE}.
 */
public final class Fragments {
    /** Keeps nothing; for any thread. */
    public static final Fragments NONE = new Fragments(0);

    /** What {@link #find} answers for a piece that is not there. */
    public static final int ABSENT = -1;

    private static final int SLOT_BYTES = 24;
    private static final int SMALLEST_TABLE = 1 << 8;
    private static final int SMALLEST_BYTES = 1 << 13;

    private final long maxBytes;
    private byte[] bytes = new byte[0];
    private int length;
    private int count;

    private int mask;
    private long[] keys = new long[1];
    private long[] versions = new long[1];
    private int[] offsets = new int[1];

    /** The lengths of the pieces; 0 for a slot that is free. */
    private int[] lengths = new int[1];

    /**
     * @param maxBytes how much heap it may take
     */
    Fragments(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Where a piece is kept.
     *
     * @param number the number of the series
     * @param version the tick of the change that gave the series its value
     * @param part what the piece is to the encoder, from 0
     * @return a slot for {@link #offset} and {@link #length}, good until more is kept, or {@link #ABSENT}
     */
    public int find(int number, long version, int part) {
        long key = key(number, part);
        for (int slot = slot(key, version); lengths[slot] > 0; slot = (slot + 1) & mask) {
            if (keys[slot] == key && versions[slot] == version) {
                return slot;
            }
        }
        return ABSENT;
    }

    /** The array that all pieces are in, good until more is kept. Not to be written to. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the piece begins in {@link #bytes}. */
    public int offset(int slot) {
        return offsets[slot];
    }

    /** How many bytes the piece has. */
    public int length(int slot) {
        return lengths[slot];
    }

    /** Takes in a copy of a piece that {@link #find} did not find, if there is room. */
    public void keep(int number, long version, int part, byte[] from, int offset, int pieceLength) {
        if (pieceLength <= 0 || !makeRoom(pieceLength)) {
            return;
        }
        long key = key(number, part);
        int slot = freeSlot(key, version);
        keys[slot] = key;
        versions[slot] = version;
        offsets[slot] = length;
        lengths[slot] = pieceLength;
        System.arraycopy(from, offset, bytes, length, pieceLength);
        length += pieceLength;
        count++;
    }

    private static long key(int number, int part) {
        return ((long) number << 32) | part;
    }

    private int slot(long key, long version) {
        // Multipliers from Steele and Vigna, "Computationally easy, spectrally good multipliers" (2021).
        long hash = (key * 0xd1342543de82ef95L + version) * 0xaf251af3b0f025b5L;
        return (int) (hash >>> 40) & mask;
    }

    private int freeSlot(long key, long version) {
        int slot = slot(key, version);
        while (lengths[slot] > 0) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean makeRoom(int more) {
        long wanted = (long) length + more;
        int newBytes = bytes.length;
        if (wanted > newBytes) {
            newBytes = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(SMALLEST_BYTES, Math.max(wanted, 2L * newBytes)));
        }
        int newTable = 2 * (count + 1) > lengths.length ? Math.max(SMALLEST_TABLE, 2 * lengths.length) : lengths.length;
        if (wanted > newBytes || newBytes + (long) SLOT_BYTES * newTable > maxBytes) {
            return false;
        }
        if (newBytes != bytes.length) {
            bytes = Arrays.copyOf(bytes, newBytes);
        }
        if (newTable != lengths.length) {
            resize(newTable);
        }
        return true;
    }

    private void resize(int size) {
        long[] oldKeys = keys;
        long[] oldVersions = versions;
        int[] oldOffsets = offsets;
        int[] oldLengths = lengths;
        allocate(size);
        for (int i = 0; i < oldLengths.length; i++) {
            if (oldLengths[i] > 0) {
                int slot = freeSlot(oldKeys[i], oldVersions[i]);
                keys[slot] = oldKeys[i];
                versions[slot] = oldVersions[i];
                offsets[slot] = oldOffsets[i];
                lengths[slot] = oldLengths[i];
            }
        }
    }

    private void allocate(int size) {
        mask = size - 1;
        keys = new long[size];
        versions = new long[size];
        offsets = new int[size];
        lengths = new int[size];
    }

    /** Forgets all pieces, and gives memory back of which little was used. */
    void clear() {
        if (lengths.length > SMALLEST_TABLE && count < lengths.length / 8) {
            allocate(lengths.length / 2);
        } else if (count > 0) {
            Arrays.fill(lengths, 0);
        }
        if (bytes.length > SMALLEST_BYTES && length < bytes.length / 4) {
            bytes = new byte[bytes.length / 2];
        }
        count = 0;
        length = 0;
    }

    /** How much heap it takes. */
    long heapBytes() {
        return bytes.length + (long) SLOT_BYTES * lengths.length;
    }

    /** How many pieces there are. */
    int count() {
        return count;
    }
}
