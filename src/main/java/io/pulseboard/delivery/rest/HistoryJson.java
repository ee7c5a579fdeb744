package io.pulseboard.delivery.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pulseboard.hub.HistoryView;
import io.pulseboard.metric.CompoundValue;
import io.pulseboard.store.HistoryValues;
import io.pulseboard.store.Series;
import java.io.IOException;

/**
 * Encodes history as columns: one array of times, and per series one of values, {@code null} where there was none; of coarse
 * cells also the smallest and the largest value. A component of a histogram or summary is a series here, and {@code of} says of
 * which whole.
 */
final class HistoryJson {
    private HistoryJson() {}

    static byte[] encode(HistoryView history) {
        return JsonDocument.of(json -> {
            json.writeStartObject();
            json.writeStringField("id", history.position().toString());
            json.writeNumberField("ts", history.timestampMillis());
            json.writeNumberField("step", history.stepMillis());
            json.writeFieldName("timestamps");
            json.writeArray(history.times(), 0, history.times().length);
            json.writeArrayFieldStart("series");
            for (HistoryValues column : history.columns()) {
                write(json, column, history.coarse());
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, HistoryValues column, boolean coarse) throws IOException {
        Series series = column.series();
        CompoundValue layout = series.layout();
        json.writeStartObject();
        json.writeNumberField("number", series.number());
        json.writeStringField("key", series.componentKey(column.component()).toString());
        if (layout == null) {
            json.writeStringField("type", series.metadata().type().text());
        } else {
            json.writeStringField("of", series.key().toString());
            json.writeStringField(
                    "type", layout.componentType(column.component()).text());
        }
        json.writeStringField("unit", series.metadata().unit());
        json.writeArrayFieldStart("values");
        for (double value : column.values()) {
            if (column.single()) {
                JsonDocument.writeNumber(json, (float) value);
            } else {
                JsonDocument.writeNumber(json, value);
            }
        }
        json.writeEndArray();
        if (coarse) {
            write(json, "min", column.min());
            write(json, "max", column.max());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, float[] values) throws IOException {
        json.writeArrayFieldStart(name);
        for (float value : values) {
            JsonDocument.writeNumber(json, value);
        }
        json.writeEndArray();
    }
}
