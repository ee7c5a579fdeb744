package io.pulseboard.hub;

/**
 * One encoded message on its way to subscribers. The same frame goes to all of them. Immutable.
 *
 * @param kind what it is
 * @param seq the tick up to which a subscriber has everything once it has this frame; for a {@link Kind#NOTICE} meaningless
 * @param ordinal how many updates its feed had sent by then; lets a subscriber see whether it missed one
 * @param payload the message
 */
public record Frame(Kind kind, long seq, long ordinal, Payload payload) {
    /** What a frame is. */
    public enum Kind {
        /** The full state, or the last part of it. */
        SNAPSHOT,
        /** A part of the full state that others follow. */
        SNAPSHOT_PART,
        /** What changed. */
        UPDATE,
        /** Nothing changed. */
        HEARTBEAT,
        /** Updates are missing; a snapshot follows. */
        GAP,
        /** The last message of a stream. */
        BYE,
        /** Something that is not part of the state: an annotation. */
        NOTICE
    }
}
