package io.pulseboard.ingest.otlp;

import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;

/** Where in a request a field's content stands, to come back to. Reused; not for use by several threads. */
final class Span {
    private int from;
    private int to;

    /** There is no such field, which is the same as an empty one. */
    void clear() {
        from = 0;
        to = 0;
    }

    /** Notes the field whose tag has just been read, and goes past it. Of a field given twice the last counts. */
    void take(ProtobufReader reader) throws ProtobufException {
        int length = reader.length();
        from = reader.position();
        to = from + length;
        reader.skipBytes(length);
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    int length() {
        return to - from;
    }

    /** The content as text. */
    String text(byte[] bytes) throws ProtobufException {
        return ProtobufReader.utf8(bytes, from, to);
    }

    /** Begins to read the content as a message. */
    void open(byte[] bytes, ProtobufReader reader) {
        reader.read(bytes, from, to - from);
    }
}
