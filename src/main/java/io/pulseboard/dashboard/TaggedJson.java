package io.pulseboard.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A JSON document as it goes over the wire, with the tag that names its content. Immutable, as nobody writes into the bytes. */
final class TaggedJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int TAG_BYTES = 12;

    private final byte[] bytes;
    private final String entityTag;

    private TaggedJson(byte[] bytes, String entityTag) {
        this.bytes = bytes;
        this.entityTag = entityTag;
    }

    static TaggedJson of(Object document) {
        byte[] bytes = bytes(document);
        return new TaggedJson(bytes, '"' + fingerprint(bytes) + '"');
    }

    static byte[] bytes(Object document) {
        try {
            return MAPPER.writeValueAsBytes(document);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("boards are always JSON", impossible);
        }
    }

    /** UTF-8. */
    byte[] bytes() {
        return bytes;
    }

    /** Strong, with its quotes (RFC 9110, section 8.8.3). */
    String entityTag() {
        return entityTag;
    }

    /** Names a content in a few characters. */
    static String fingerprint(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(Arrays.copyOf(hash, TAG_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Whether a client that sent this {@code If-None-Match} holds the document already (RFC 9110, section 13.1.2). */
    boolean isHeldBy(String ifNoneMatch) {
        return ifNoneMatch.strip().equals("*") || ifNoneMatch.contains(entityTag);
    }
}
