package io.pulseboard.ingest.otlp;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a request for metrics, as JSON names their fields (opentelemetry-proto 1.9; protobuf.dev, "ProtoJSON Format": names are in
 * lowerCamelCase). Only what is read is here, and what is not here is unknown.
 */
enum JsonMessage {
    REQUEST,
    RESOURCE_METRICS,
    RESOURCE,
    SCOPE_METRICS,
    SCOPE,
    METRIC,
    GAUGE,
    SUM,
    HISTOGRAM,
    EXPONENTIAL_HISTOGRAM,
    SUMMARY,
    NUMBER_POINT,
    HISTOGRAM_POINT,
    EXPONENTIAL_POINT,
    BUCKETS,
    SUMMARY_POINT,
    QUANTILE,
    EXEMPLAR,
    KEY_VALUE,
    ANY_VALUE,
    ARRAY,
    KEY_VALUE_LIST;

    /** How a value is written in JSON and on the wire. */
    enum Type {
        /** Text. */
        STRING,
        /** Text in base64. */
        BASE64,
        /** Text in hexadecimal, of as many bytes as an identifier has: OTLP's deviation from ProtoJSON. */
        HEX,
        /** {@code true} or {@code false}. */
        BOOL,
        /** A number, or one as text; a varint. */
        INT,
        /** The same in zigzag encoding. */
        ZIGZAG,
        /** A number, or one as text; eight bytes. */
        FIXED64,
        /** A number, or one as text, or a word for what is none; eight bytes. */
        DOUBLE,
        /** The number or the name of a temporality. OTLP sends numbers only, ProtoJSON's libraries names as well. */
        TEMPORALITY,
        /** An object. */
        MESSAGE
    }

    /**
     * A field.
     *
     * @param number its number on the wire
     * @param repeated whether it is an array
     * @param message what an object is, null for other types
     */
    record Field(
            int number,
            Type type,
            boolean repeated,
            @Nullable JsonMessage message) {}

    /** By message, then by name. */
    private static final Map<JsonMessage, Map<String, Field>> FIELDS = Map.ofEntries(
            Map.entry(REQUEST, Map.of("resourceMetrics", many(1, RESOURCE_METRICS))),
            Map.entry(RESOURCE_METRICS, Map.of("resource", one(1, RESOURCE), "scopeMetrics", many(2, SCOPE_METRICS))),
            Map.entry(RESOURCE, Map.of("attributes", many(1, KEY_VALUE))),
            Map.entry(
                    SCOPE_METRICS,
                    Map.of("scope", one(1, SCOPE), "metrics", many(2, METRIC), "schemaUrl", plain(3, Type.STRING))),
            Map.entry(
                    SCOPE,
                    Map.of(
                            "name", plain(1, Type.STRING),
                            "version", plain(2, Type.STRING),
                            "attributes", many(3, KEY_VALUE))),
            Map.entry(
                    METRIC,
                    Map.of(
                            "name", plain(1, Type.STRING),
                            "description", plain(2, Type.STRING),
                            "unit", plain(3, Type.STRING),
                            "gauge", one(5, GAUGE),
                            "sum", one(7, SUM),
                            "histogram", one(9, HISTOGRAM),
                            "exponentialHistogram", one(10, EXPONENTIAL_HISTOGRAM),
                            "summary", one(11, SUMMARY),
                            "metadata", many(12, KEY_VALUE))),
            Map.entry(GAUGE, Map.of("dataPoints", many(1, NUMBER_POINT))),
            Map.entry(
                    SUM,
                    Map.of(
                            "dataPoints", many(1, NUMBER_POINT),
                            "aggregationTemporality", plain(2, Type.TEMPORALITY),
                            "isMonotonic", plain(3, Type.BOOL))),
            Map.entry(
                    HISTOGRAM,
                    Map.of(
                            "dataPoints", many(1, HISTOGRAM_POINT),
                            "aggregationTemporality", plain(2, Type.TEMPORALITY))),
            Map.entry(
                    EXPONENTIAL_HISTOGRAM,
                    Map.of(
                            "dataPoints", many(1, EXPONENTIAL_POINT),
                            "aggregationTemporality", plain(2, Type.TEMPORALITY))),
            Map.entry(SUMMARY, Map.of("dataPoints", many(1, SUMMARY_POINT))),
            Map.entry(
                    NUMBER_POINT,
                    Map.of(
                            "startTimeUnixNano", plain(2, Type.FIXED64),
                            "timeUnixNano", plain(3, Type.FIXED64),
                            "asDouble", plain(4, Type.DOUBLE),
                            "exemplars", many(5, EXEMPLAR),
                            "asInt", plain(6, Type.FIXED64),
                            "attributes", many(7, KEY_VALUE),
                            "flags", plain(8, Type.INT))),
            Map.entry(
                    HISTOGRAM_POINT,
                    Map.of(
                            "startTimeUnixNano", plain(2, Type.FIXED64),
                            "timeUnixNano", plain(3, Type.FIXED64),
                            "count", plain(4, Type.FIXED64),
                            "sum", plain(5, Type.DOUBLE),
                            "bucketCounts", repeated(6, Type.FIXED64),
                            "explicitBounds", repeated(7, Type.DOUBLE),
                            "exemplars", many(8, EXEMPLAR),
                            "attributes", many(9, KEY_VALUE),
                            "flags", plain(10, Type.INT))),
            Map.entry(
                    EXPONENTIAL_POINT,
                    Map.ofEntries(
                            Map.entry("attributes", many(1, KEY_VALUE)),
                            Map.entry("startTimeUnixNano", plain(2, Type.FIXED64)),
                            Map.entry("timeUnixNano", plain(3, Type.FIXED64)),
                            Map.entry("count", plain(4, Type.FIXED64)),
                            Map.entry("sum", plain(5, Type.DOUBLE)),
                            Map.entry("scale", plain(6, Type.ZIGZAG)),
                            Map.entry("zeroCount", plain(7, Type.FIXED64)),
                            Map.entry("positive", one(8, BUCKETS)),
                            Map.entry("negative", one(9, BUCKETS)),
                            Map.entry("flags", plain(10, Type.INT)),
                            Map.entry("exemplars", many(11, EXEMPLAR)),
                            Map.entry("zeroThreshold", plain(14, Type.DOUBLE)))),
            Map.entry(BUCKETS, Map.of("offset", plain(1, Type.ZIGZAG), "bucketCounts", repeated(2, Type.INT))),
            Map.entry(
                    SUMMARY_POINT,
                    Map.of(
                            "startTimeUnixNano", plain(2, Type.FIXED64),
                            "timeUnixNano", plain(3, Type.FIXED64),
                            "count", plain(4, Type.FIXED64),
                            "sum", plain(5, Type.DOUBLE),
                            "quantileValues", many(6, QUANTILE),
                            "attributes", many(7, KEY_VALUE),
                            "flags", plain(8, Type.INT))),
            Map.entry(QUANTILE, Map.of("quantile", plain(1, Type.DOUBLE), "value", plain(2, Type.DOUBLE))),
            Map.entry(
                    EXEMPLAR,
                    Map.of(
                            "timeUnixNano", plain(2, Type.FIXED64),
                            "asDouble", plain(3, Type.DOUBLE),
                            "spanId", plain(4, Type.HEX),
                            "traceId", plain(5, Type.HEX),
                            "asInt", plain(6, Type.FIXED64),
                            "filteredAttributes", many(7, KEY_VALUE))),
            Map.entry(KEY_VALUE, Map.of("key", plain(1, Type.STRING), "value", one(2, ANY_VALUE))),
            Map.entry(
                    ANY_VALUE,
                    Map.of(
                            "stringValue", plain(1, Type.STRING),
                            "boolValue", plain(2, Type.BOOL),
                            "intValue", plain(3, Type.INT),
                            "doubleValue", plain(4, Type.DOUBLE),
                            "arrayValue", one(5, ARRAY),
                            "kvlistValue", one(6, KEY_VALUE_LIST),
                            "bytesValue", plain(7, Type.BASE64))),
            Map.entry(ARRAY, Map.of("values", many(1, ANY_VALUE))),
            Map.entry(KEY_VALUE_LIST, Map.of("values", many(1, KEY_VALUE))));

    private static Field plain(int number, Type type) {
        return new Field(number, type, false, null);
    }

    private static Field repeated(int number, Type type) {
        return new Field(number, type, true, null);
    }

    private static Field one(int number, JsonMessage message) {
        return new Field(number, Type.MESSAGE, false, message);
    }

    private static Field many(int number, JsonMessage message) {
        return new Field(number, Type.MESSAGE, true, message);
    }

    /** The field with this name, null if there is none. */
    @Nullable Field field(String name) {
        return FIELDS.getOrDefault(this, Map.of()).get(name);
    }
}
