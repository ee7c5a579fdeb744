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

    private static final int SLOT_LONGS = 3;
    private static final int SLOT_BYTES = 8 * SLOT_LONGS;
    private static final int SMALLEST_TABLE = 1 << 8;
    private static final int SMALLEST_BYTES = 1 << 13;

    /** This part of the limit is for {@link #lendScratch}. */
    private static final int SCRATCH_SHARE = 8;

    private final long maxBytes;
    private byte[] bytes = new byte[0];
    private int length;
    private int count;

    private int mask;

    /** Per slot, side by side for the processor's cache: a key, a version, and an offset and a length; 0 for a slot that is free. */
    private long[] table = new long[SLOT_LONGS];

    private byte[] scratch = new byte[0];
    private int scratchUsed;

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
        for (int slot = slot(key, version); table[slot + 2] != 0; slot = next(slot)) {
            if (table[slot] == key && table[slot + 1] == version) {
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
        return (int) (table[slot + 2] >>> 32);
    }

    /** How many bytes the piece has. */
    public int length(int slot) {
        return (int) table[slot + 2];
    }

    /** Takes in a copy of a piece that {@link #find} did not find, if there is room. */
    public void keep(int number, long version, int part, byte[] from, int offset, int pieceLength) {
        if (pieceLength <= 0 || !makeRoom(pieceLength)) {
            return;
        }
        put(key(number, part), version, ((long) length << 32) | pieceLength);
        System.arraycopy(from, offset, bytes, length, pieceLength);
        length += pieceLength;
        count++;
    }

    private static long key(int number, int part) {
        return ((long) number << 32) | part;
    }

    /** Where in the table to look first. */
    private int slot(long key, long version) {
        // Multipliers from Steele and Vigna, "Computationally easy, spectrally good multipliers" (2021).
        long hash = (key * 0xd1342543de82ef95L + version) * 0xaf251af3b0f025b5L;
        return SLOT_LONGS * ((int) (hash >>> 40) & mask);
    }

    private int next(int slot) {
        int next = slot + SLOT_LONGS;
        return next == table.length ? 0 : next;
    }

    private void put(long key, long version, long place) {
        int slot = slot(key, version);
        while (table[slot + 2] != 0) {
            slot = next(slot);
        }
        table[slot] = key;
        table[slot + 1] = version;
        table[slot + 2] = place;
    }

    private boolean makeRoom(int more) {
        long wanted = (long) length + more;
        int newBytes = bytes.length;
        if (wanted > newBytes) {
            newBytes = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(SMALLEST_BYTES, Math.max(wanted, 2L * newBytes)));
        }
        int slots = mask + 1;
        int newSlots = 2 * (count + 1) > slots ? Math.max(SMALLEST_TABLE, 2 * slots) : slots;
        if (wanted > newBytes || newBytes + (long) SLOT_BYTES * newSlots > maxBytes - maxBytes / SCRATCH_SHARE) {
            return false;
        }
        if (newBytes != bytes.length) {
            bytes = Arrays.copyOf(bytes, newBytes);
        }
        if (newSlots != slots) {
            resize(newSlots);
        }
        return true;
    }

    private void resize(int slots) {
        long[] old = table;
        allocate(slots);
        for (int slot = 0; slot < old.length; slot += SLOT_LONGS) {
            if (old[slot + 2] != 0) {
                put(old[slot], old[slot + 1], old[slot + 2]);
            }
        }
    }

    private void allocate(int slots) {
        mask = slots - 1;
        table = new long[SLOT_LONGS * slots];
    }

    /**
     * An array to make messages in, whatever is in it. It is the caller's until it is given back, perhaps as a larger one; a caller
     * that asks in between gets another.
     */
    public byte[] lendScratch() {
        byte[] lent = scratch;
        if (lent.length > 0) {
            scratch = new byte[0];
        }
        return lent;
    }

    /**
     * Gives back the array of {@link #lendScratch}, or what it was replaced by.
     *
     * @param used how much of it there was use for
     */
    public void returnScratch(byte[] lent, int used) {
        if (SCRATCH_SHARE * (long) lent.length <= maxBytes) {
            scratch = lent;
            scratchUsed = Math.max(scratchUsed, used);
        }
    }

    /** Forgets all pieces, and gives memory back of which little was used. */
    void clear() {
        int slots = mask + 1;
        if (slots > SMALLEST_TABLE && count < slots / 8) {
            allocate(slots / 2);
        } else if (count > 0) {
            Arrays.fill(table, 0);
        }
        if (bytes.length > SMALLEST_BYTES && length < bytes.length / 4) {
            bytes = new byte[bytes.length / 2];
        }
        if (scratchUsed < scratch.length / 4) {
            scratch = new byte[scratch.length / 2];
        }
        scratchUsed = 0;
        count = 0;
        length = 0;
    }

    /** How much heap it takes. */
    long heapBytes() {
        return bytes.length + scratch.length + 8L * table.length;
    }

    /** How many pieces there are. */
    int count() {
        return count;
    }
}
