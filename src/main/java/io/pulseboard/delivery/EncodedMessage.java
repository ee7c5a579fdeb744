package io.pulseboard.delivery;

import io.netty.buffer.Unpooled;
import io.pulseboard.hub.Payload;
import io.pulseboard.hub.StreamPosition;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One message as JSON or CBOR, and the same in the framing of each transport, plain and compressed, made once on first use and shared by all
 * viewers. Immutable to its readers, and so for any thread; two threads that ask first may both frame it, but only one compresses.
 */
public final class EncodedMessage implements Payload {
    private final byte[] bytes;
    private final @Nullable StreamPosition id;
    private final boolean update;
    private final boolean binary;
    private volatile @Nullable SharedBytes event;
    private volatile @Nullable SharedBytes chunk;
    private volatile @Nullable SharedBytes frame;
    private volatile @Nullable SharedBytes deflatedFrame;
    private volatile @Nullable GzipBlock gzip;
    private volatile @Nullable Sequel<GzipBlock> gzipSequel;
    private volatile @Nullable Sequel<SharedBytes> deflatedSequel;

    /**
     * The message for those who have a certain message before it.
     *
     * @param before what it refers to, without framing; not that message, which would have hold of the one before it, and so on
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Sequel<T>(byte[] before, T form) {
        /** A message that was replayed is another object with the same bytes. */
        boolean follows(EncodedMessage message) {
            return before == message.bytes || Arrays.equals(before, message.bytes);
        }
    }

    /**
     * @param json the message in UTF-8, without line breaks; kept
     * @param id the position a client has reached with this message, null if it is none to resume from
     */
    EncodedMessage(byte[] json, @Nullable StreamPosition id) {
        this(json, id, false, false);
    }

    private EncodedMessage(byte[] bytes, @Nullable StreamPosition id, boolean update, boolean binary) {
        this.bytes = bytes;
        this.id = id;
        this.update = update;
        this.binary = binary;
    }

    /** An update that all get who are in step: many of its bytes are those of the update before it. */
    static EncodedMessage update(byte[] json, StreamPosition id) {
        return new EncodedMessage(json, id, true, false);
    }

    /**
     * A message for binary WebSockets only.
     *
     * @param cbor kept
     * @param id the position a client has reached with this message, null if it is none to resume from
     */
    static EncodedMessage binary(byte[] cbor, @Nullable StreamPosition id) {
        return new EncodedMessage(cbor, id, false, true);
    }

    /** {@link #update} for binary WebSockets only. */
    static EncodedMessage binaryUpdate(byte[] cbor, StreamPosition id) {
        return new EncodedMessage(cbor, id, true, true);
    }

    @Override
    public int size() {
        return bytes.length;
    }

    /** The position that a client has reached with this message, null if it is none to resume from. */
    public @Nullable StreamPosition id() {
        return id;
    }

    /** Whether it is an update that all get who are in step. */
    boolean isUpdate() {
        return update;
    }

    /** The message as a string, if it is JSON. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The message's bytes, JSON or CBOR; a view of shared memory. */
    public Buffer bytes() {
        return Buffer.buffer(Unpooled.wrappedBuffer(bytes));
    }

    private byte[] eventText() {
        if (binary) {
            throw new IllegalStateException("an event stream is text, a message of CBOR is not");
        }
        return Framing.event(bytes, id);
    }

    /** The message as a server-sent event. */
    public SharedBytes event() {
        SharedBytes known = event;
        if (known == null) {
            byte[] text = eventText();
            known = new SharedBytes(text, text.length);
            event = known;
        }
        return known;
    }

    /** {@link #event} as one chunk of an HTTP/1.1 body. */
    public SharedBytes chunk() {
        SharedBytes known = chunk;
        if (known == null) {
            known = Framing.chunk(eventText());
            chunk = known;
        }
        return known;
    }

    /** The message as one WebSocket frame of a server: text, or binary if it is CBOR. */
    public SharedBytes frame() {
        SharedBytes known = frame;
        if (known == null) {
            known = Framing.frame(bytes, binary, false);
            frame = known;
        }
        return known;
    }

    /** {@link #frame} for a connection with {@code permessage-deflate}; not compressed where that would not make it shorter. */
    SharedBytes deflatedFrame() {
        SharedBytes known = deflatedFrame;
        return known == null ? deflateFrame() : known;
    }

    private synchronized SharedBytes deflateFrame() {
        SharedBytes known = deflatedFrame;
        if (known == null) {
            byte[] payload = MessageDeflater.ofThisThread().permessage(bytes, null);
            known = payload == null ? frame() : Framing.frame(payload, binary, true);
            deflatedFrame = known;
        }
        return known;
    }

    /** {@link #deflatedFrame} for a client that has inflated this message last; shorter, if many get both in this order. */
    SharedBytes deflatedFrameAfter(EncodedMessage before) {
        if (!update || !before.update) {
            return deflatedFrame();
        }
        Sequel<SharedBytes> known = deflatedSequel;
        if (known == null) {
            known = deflateFrameAfter(before);
        }
        return known.follows(before) ? known.form() : deflatedFrame();
    }

    private synchronized Sequel<SharedBytes> deflateFrameAfter(EncodedMessage before) {
        Sequel<SharedBytes> known = deflatedSequel;
        if (known == null) {
            byte[] payload = MessageDeflater.ofThisThread().permessage(bytes, before.bytes);
            known = new Sequel<>(before.bytes, payload == null ? frame() : Framing.frame(payload, binary, true));
            deflatedSequel = known;
        }
        return known;
    }

    /** {@link #event} as a piece of a gzip stream, whatever was sent in that before. */
    GzipBlock gzip() {
        GzipBlock known = gzip;
        return known == null ? deflate() : known;
    }

    private synchronized GzipBlock deflate() {
        GzipBlock known = gzip;
        if (known == null) {
            known = MessageDeflater.ofThisThread().gzip(eventText(), null);
            gzip = known;
        }
        return known;
    }

    /**
     * {@link #event} as a piece of a gzip stream in which this was the message before it; shorter, if both are updates that many get in
     * this order.
     */
    GzipBlock gzipAfter(EncodedMessage before) {
        if (!update || !before.update) {
            return gzip();
        }
        Sequel<GzipBlock> known = gzipSequel;
        if (known == null) {
            known = deflateAfter(before);
        }
        return known.follows(before) ? known.form() : gzip();
    }

    private synchronized Sequel<GzipBlock> deflateAfter(EncodedMessage before) {
        Sequel<GzipBlock> known = gzipSequel;
        if (known == null) {
            known = new Sequel<>(before.bytes, MessageDeflater.ofThisThread().gzip(eventText(), before.eventText()));
            gzipSequel = known;
        }
        return known;
    }
}
