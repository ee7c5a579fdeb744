package io.pulseboard.delivery.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pulseboard.hub.StateView;
import io.pulseboard.metric.Labels;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.SeriesKey;
import java.io.IOException;

/** Encodes which series there are: {@code {"id":...,"ts":...,"series":[{"number":0,"key":...,"name":...,"labels":{...},...}]}}. */
final class SeriesJson {
    private SeriesJson() {}

    static byte[] encode(StateView state) {
        return JsonDocument.of(json -> {
            json.writeStartObject();
            json.writeStringField("id", state.position().toString());
            json.writeNumberField("ts", state.timestampMillis());
            json.writeArrayFieldStart("series");
            for (int row = 0; row < state.size(); row++) {
                write(json, state.number(row), state.key(row), state.metadata(row));
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, int number, SeriesKey key, MetricMetadata metadata)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("number", number);
        json.writeStringField("key", key.toString());
        json.writeStringField("name", key.name());
        json.writeObjectFieldStart("labels");
        Labels labels = key.labels();
        for (int i = 0; i < labels.size(); i++) {
            json.writeStringField(labels.name(i), labels.value(i));
        }
        json.writeEndObject();
        json.writeStringField("type", metadata.type().text());
        json.writeStringField("unit", metadata.unit());
        json.writeStringField("help", metadata.help());
        json.writeEndObject();
    }
}
