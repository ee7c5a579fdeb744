package io.pulseboard.ingest.remotewrite;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The protocol buffers' messages of the two versions. */
enum MessageType {
    /** Version 1.0's, and the one meant where none is named. */
    WRITE_REQUEST("prometheus.WriteRequest"),
    /** Version 2.0's. */
    REQUEST("io.prometheus.write.v2.Request");

    private static final String MEDIA_TYPE = "application/x-protobuf";
    private static final String PARAMETER = "proto";
    /** What may stand in {@code Content-Type}, for messages. */
    static final String ACCEPTED =
            MEDIA_TYPE + ";proto=" + REQUEST.fullName + " or " + MEDIA_TYPE + ";proto=" + WRITE_REQUEST.fullName;

    private final String fullName;

    MessageType(String fullName) {
        this.fullName = fullName;
    }

    /**
     * What a {@code Content-Type} asks for (Remote-Write 2.0, "Content-Type"; the grammar is that of RFC 9110, section 8.3.1).
     *
     * @param contentType null if there is none
     * @return null for what is not taken
     */
    static @Nullable MessageType of(@Nullable String contentType) {
        if (contentType == null) {
            return null;
        }
        String[] parts = contentType.split(";", -1);
        if (!parts[0].strip().toLowerCase(Locale.ROOT).equals(MEDIA_TYPE)) {
            return null;
        }
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals >= 0 && parts[i].substring(0, equals).strip().equalsIgnoreCase(PARAMETER)) {
                return named(unquoted(parts[i].substring(equals + 1).strip()));
            }
        }
        return WRITE_REQUEST;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static @Nullable MessageType named(String name) {
        for (MessageType type : values()) {
            if (type.fullName.equals(name)) {
                return type;
            }
        }
        return null;
    }
}
