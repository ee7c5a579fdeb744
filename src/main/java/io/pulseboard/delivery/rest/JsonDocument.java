package io.pulseboard.delivery.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes JSON piece by piece into memory, since answers may hold a million numbers and a tree of them would cost ten times that. */
final class JsonDocument {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private JsonDocument() {}

    /** What goes into a document. */
    @FunctionalInterface
    interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** The document as UTF-8. */
    static byte[] of(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 * 1024);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            content.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A number as streams write it: {@code null} for what JSON has no number for, whole numbers without a fraction. */
    static void writeNumber(JsonGenerator json, double number) throws IOException {
        if (!Double.isFinite(number)) {
            json.writeNull();
        } else if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            json.writeNumber((long) number);
        } else {
            json.writeNumber(number);
        }
    }

    /** Numbers in single precision, in as few digits as tell them apart. */
    static void writeNumber(JsonGenerator json, float number) throws IOException {
        if (Float.isFinite(number) && number != Math.rint(number)) {
            json.writeNumber(number);
        } else {
            writeNumber(json, (double) number);
        }
    }
}
