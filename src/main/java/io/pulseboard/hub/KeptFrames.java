package io.pulseboard.hub;

import org.jspecify.annotations.Nullable;

/**
 * The encoded updates that are kept, of all feeds together, so that many who come back at once share them. Bounded in bytes: the
 * one kept longest goes first, whichever feed it is of; it is encoded anew if somebody asks for it. Confined to the hub's thread.
 */
final class KeptFrames {
    /** A message is held as JSON and, once somebody has had it so, as a chunk, as a WebSocket frame, and compressed for either. */
    private static final int FORMS = 4;

    /** What a frame costs beside its bytes, with what refers to it. */
    private static final int OVERHEAD_BYTES = 256;

    private final long maxBytes;

    /** Before the oldest and after the newest in the ring that all entries make. */
    private final Entry ends = new Entry(null);

    private long bytes;

    /** A place for one frame, linked to that kept just before and that kept just after. */
    static final class Entry {
        private @Nullable Frame frame;
        private Entry older = this;
        private Entry newer = this;

        private Entry(@Nullable Frame frame) {
            this.frame = frame;
        }

        /** The frame, null once it has had to go. */
        @Nullable Frame frame() {
            return frame;
        }
    }

    /**
     * @param maxBytes how much heap the frames may take
     */
    KeptFrames(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Keeps a frame, as the newest. */
    Entry keep(Frame frame) {
        Entry entry = new Entry(frame);
        entry.newer = ends;
        entry.older = ends.older;
        ends.older.newer = entry;
        ends.older = entry;
        bytes += heapBytes(frame);
        while (bytes > maxBytes) {
            drop(ends.newer);
        }
        return entry;
    }

    /** Keeps a frame no longer. Has no effect on one that had to go already. */
    void drop(Entry entry) {
        Frame frame = entry.frame;
        if (frame == null) {
            return;
        }
        entry.frame = null;
        bytes -= heapBytes(frame);
        entry.older.newer = entry.newer;
        entry.newer.older = entry.older;
        entry.older = entry;
        entry.newer = entry;
    }

    private static long heapBytes(Frame frame) {
        return OVERHEAD_BYTES + (long) FORMS * frame.payload().size();
    }

    /** How much heap the frames take, about. */
    long bytes() {
        return bytes;
    }
}
