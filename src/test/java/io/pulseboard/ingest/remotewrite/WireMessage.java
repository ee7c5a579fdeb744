package io.pulseboard.ingest.remotewrite;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.Snappy;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A protocol buffers' message, field by field in the order given. */
final class WireMessage {
    private static final int CHUNK = 1 << 15;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    WireMessage varint(int field, long value) {
        writeVarint((long) field << 3);
        writeVarint(value);
        return this;
    }

    WireMessage zigzag(int field, long value) {
        return varint(field, value << 1 ^ value >> 63);
    }

    WireMessage fixed64(int field, double value) {
        writeVarint((long) field << 3 | 1);
        writeFixed64(value);
        return this;
    }

    WireMessage text(int field, String text) {
        return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    WireMessage message(int field, WireMessage message) {
        return bytes(field, message.toBytes());
    }

    WireMessage bytes(int field, byte[] bytes) {
        writeVarint((long) field << 3 | 2);
        writeVarint(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    WireMessage packedVarints(int field, long... values) {
        WireMessage packed = new WireMessage();
        for (long value : values) {
            packed.writeVarint(value);
        }
        return message(field, packed);
    }

    WireMessage packedZigzags(int field, long... values) {
        WireMessage packed = new WireMessage();
        for (long value : values) {
            packed.writeVarint(value << 1 ^ value >> 63);
        }
        return message(field, packed);
    }

    WireMessage packedDoubles(int field, double... values) {
        WireMessage packed = new WireMessage();
        for (double value : values) {
            packed.writeFixed64(value);
        }
        return message(field, packed);
    }

    private void writeVarint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private void writeFixed64(double value) {
        long bits = Double.doubleToRawLongBits(value);
        for (int shift = 0; shift < Long.SIZE; shift += 8) {
            out.write((int) (bits >>> shift));
        }
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    /** The message in Snappy's block format, by another's encoder. */
    byte[] toSnappy() {
        return snappy(toBytes());
    }

    /** Each 32 KiB by themselves, as encoders do and Netty's has to. */
    static byte[] snappy(byte[] bytes) {
        WireMessage length = new WireMessage();
        length.writeVarint(bytes.length);
        ByteBuf block = Unpooled.buffer().writeBytes(length.toBytes());
        for (int from = 0; from < bytes.length; from += CHUNK) {
            ByteBuf chunk = Unpooled.buffer();
            int size = Math.min(CHUNK, bytes.length - from);
            new Snappy().encode(Unpooled.wrappedBuffer(bytes, from, size), chunk, size);
            chunk.readerIndex(chunk.forEachByte(b -> b < 0) + 1);
            block.writeBytes(chunk);
        }
        return ByteBufUtil.getBytes(block);
    }
}
