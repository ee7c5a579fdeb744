package io.pulseboard.delivery;

import org.jspecify.annotations.Nullable;

/**
 * What one client with {@code permessage-deflate} (RFC 7692) is sent: messages that it shares with others, each compressed once. Unless
 * the client wants every message by itself, it keeps what it has inflated, and a message may refer to that; so who has the same message
 * before it as others gets the same, shorter, form. What is this client's own is which message that was. Confined to one thread.
 */
public final class DeflatedMessages {
    private final boolean contextTakeover;

    /** The message that the client has inflated last, if the next one can refer to it. */
    private @Nullable EncodedMessage last;

    /** @param contextTakeover whether a message may refer to the one before it (section 7.1.1.1) */
    public DeflatedMessages(boolean contextTakeover) {
        this.contextTakeover = contextTakeover;
    }

    /** The frame to send for the next message, which counts as sent. Compressed only where that makes it shorter. */
    public SharedBytes next(EncodedMessage message) {
        EncodedMessage before = last;
        SharedBytes frame = before == null ? message.deflatedFrame() : message.deflatedFrameAfter(before);
        // What is not compressed does not pass through the client's inflater.
        if (contextTakeover && Framing.isCompressed(frame)) {
            last = message.isUpdate() ? message : null;
        }
        return frame;
    }
}
