package io.pulseboard.delivery.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pulseboard.hub.Annotation;
import java.io.IOException;
import java.util.List;

/** Encodes annotations: as the messages of streams do, without their type. */
final class AnnotationsJson {
    private AnnotationsJson() {}

    static byte[] encode(List<Annotation> annotations) {
        return JsonDocument.of(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("annotations");
            for (Annotation annotation : annotations) {
                write(json, annotation);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    static byte[] encode(Annotation annotation) {
        return JsonDocument.of(json -> write(json, annotation));
    }

    private static void write(JsonGenerator json, Annotation annotation) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", annotation.id());
        json.writeNumberField("ts", annotation.timestampMillis());
        json.writeStringField("text", annotation.text());
        json.writeArrayFieldStart("tags");
        for (String tag : annotation.tags()) {
            json.writeString(tag);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
