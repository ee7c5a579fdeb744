package io.pulseboard.dashboard;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * One file of the page as it goes over the wire, in both encodings. Immutable; safe for use by any thread.
 *
 * @param contentType the value of Content-Type
 * @param tag names the content, without quotes
 * @param plain the bytes
 * @param compressed the bytes in gzip
 */
record PageFile(String contentType, String tag, Buffer plain, Buffer compressed) {
    private static final int TAG_BYTES = 12;

    static PageFile of(String contentType, byte[] content) {
        return new PageFile(contentType, digest(content), Buffer.buffer(content), Buffer.buffer(gzip(content)));
    }

    /** The entity tag (RFC 9110, section 8.8.3): strong, so the two encodings have different ones. */
    String entityTag(boolean gzip) {
        return '"' + tag + (gzip ? "-gz\"" : "\"");
    }

    /** Whether a client that sent this {@code If-None-Match} holds the file already, in whichever encoding. */
    boolean isHeldBy(String ifNoneMatch) {
        return ifNoneMatch.trim().equals("*") || ifNoneMatch.contains(tag);
    }

    private static String digest(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(hash, 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length / 2);
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written", e);
        }
        return bytes.toByteArray();
    }
}
