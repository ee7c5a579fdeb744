package io.pulseboard.delivery.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pulseboard.hub.BudgetView;
import io.pulseboard.store.SeriesShare;
import java.io.IOException;
import java.util.List;

/** Encodes who has how much of the series budget. */
final class BudgetJson {
    private BudgetJson() {}

    static byte[] encode(BudgetView budget) {
        return JsonDocument.of(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("series");
            json.writeNumberField("held", budget.held());
            json.writeNumberField("max", budget.limits().maxSeries());
            json.writeNumberField("maxPerSource", budget.limits().maxPerSource());
            json.writeNumberField("maxPerMetric", budget.limits().maxPerMetric());
            json.writeEndObject();
            writeShares(json, "sources", "source", budget.sources());
            writeShares(json, "metrics", "metric", budget.metrics());
            writeRefused(json, budget.refused());
            json.writeEndObject();
        });
    }

    private static void writeShares(JsonGenerator json, String field, String subject, List<SeriesShare> shares)
            throws IOException {
        json.writeArrayFieldStart(field);
        for (SeriesShare share : shares) {
            json.writeStartObject();
            json.writeStringField(subject, share.name());
            json.writeNumberField("held", share.held());
            json.writeNumberField("refused", share.refused());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeRefused(JsonGenerator json, List<BudgetView.RefusedSamples> refused) throws IOException {
        json.writeArrayFieldStart("refused");
        for (BudgetView.RefusedSamples samples : refused) {
            json.writeStartObject();
            json.writeStringField("source", samples.source());
            json.writeStringField("reason", samples.reason().text());
            json.writeNumberField("count", samples.count());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
