package io.pulseboard.ingest.otlp;

import io.pulseboard.ingest.ProtobufException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Requests of 10,000 points of known series: one resource, 100 metrics, 100 points each, with five attributes; read on one thread. The time
 * is that of one point.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class OtlpParserBenchmark {
    private static final int METRICS = 100;
    private static final int PER_METRIC = 100;
    private static final int POINTS = METRICS * PER_METRIC;
    private static final int HISTOGRAM_BUCKETS = 15;
    private static final int CUMULATIVE = 2;
    private static final int DELTA = 1;
    private static final long START = 1_763_800_000_000_000_000L;

    private final OtlpParser parser = new OtlpParser(Translation.UNDERSCORE_ESCAPING_WITH_SUFFIXES, true);
    private final OtlpJsonParser jsonParser = new OtlpJsonParser();
    private final DeltaAccumulator accumulator = new DeltaAccumulator(100_000, Duration.ofHours(1));
    private final byte[] sums = request(CUMULATIVE, false);
    private final byte[] deltas = request(DELTA, false);
    private final byte[] histograms = request(CUMULATIVE, true);
    private final byte[] json = jsonRequest();
    private long now = START / 1_000_000;

    /** Cumulative sums. */
    @Benchmark
    @OperationsPerInvocation(POINTS)
    public Object sums() throws ProtobufException {
        return parser.parse(sums, sums.length, now).samples();
    }

    /** Deltas without times, which are all added up. */
    @Benchmark
    @OperationsPerInvocation(POINTS)
    public Object deltas() throws ProtobufException {
        OtlpBatch batch = parser.parse(deltas, deltas.length, now++);
        accumulator.accumulate(batch, now);
        return batch.samples();
    }

    /** Cumulative histograms of 15 buckets. */
    @Benchmark
    @OperationsPerInvocation(POINTS)
    public Object histograms() throws ProtobufException {
        return parser.parse(histograms, histograms.length, now).samples();
    }

    /** Cumulative sums in JSON. */
    @Benchmark
    @OperationsPerInvocation(POINTS)
    public Object json() throws ProtobufException, MalformedJsonException {
        ProtobufWriter rewritten = jsonParser.parse(json);
        return parser.parse(rewritten.bytes(), rewritten.length(), now).samples();
    }

    private static final String[] RESOURCE = {
        "service.name", "shop", "service.namespace", "eu", "service.instance.id",
                "627cc493-f310-47de-96bd-71410b7dec09",
        "host.name", "node-17", "telemetry.sdk.language", "java", "telemetry.sdk.name", "opentelemetry"
    };

    private static String[] attributes(int metric, int point) {
        return new String[] {
            "http.request.method",
            point % 2 == 0 ? "GET" : "POST",
            "http.route",
            "/api/v1/orders/{id}/" + metric,
            "http.response.status_code",
            String.valueOf(200 + point / 2),
            "url.scheme",
            "https",
            "server.address",
            "shop.example.com"
        };
    }

    private static void attribute(ProtobufWriter out, int field, String key, String value) {
        int attribute = out.begin(field);
        out.text(1, key);
        int any = out.begin(2);
        out.text(1, value).end(any);
        out.end(attribute);
    }

    private static byte[] request(int temporality, boolean histograms) {
        ProtobufWriter out = new ProtobufWriter();
        int resourceMetrics = out.begin(1);
        int resource = out.begin(1);
        for (int i = 0; i < RESOURCE.length; i += 2) {
            attribute(out, 1, RESOURCE[i], RESOURCE[i + 1]);
        }
        out.end(resource);
        int scopeMetrics = out.begin(2);
        int scope = out.begin(1);
        out.text(1, "io.opentelemetry.tomcat-10.0").text(2, "2.10.0-alpha").end(scope);
        for (int metric = 0; metric < METRICS; metric++) {
            int begun = out.begin(2);
            out.text(1, "http.server.request.count." + metric)
                    .text(2, "How many requests were served.")
                    .text(3, histograms ? "s" : "{request}");
            int data = out.begin(histograms ? 9 : 7);
            for (int point = 0; point < PER_METRIC; point++) {
                point(out, metric, point, temporality, histograms);
            }
            out.varint(2, temporality);
            if (!histograms) {
                out.varint(3, 1);
            }
            out.end(data);
            out.end(begun);
        }
        out.end(scopeMetrics);
        out.end(resourceMetrics);
        return out.toByteArray();
    }

    private static void point(ProtobufWriter out, int metric, int point, int temporality, boolean histogram) {
        int begun = out.begin(1);
        if (temporality != DELTA) {
            out.fixed64(2, START);
            out.fixed64(3, START + 60_000_000_000L);
        }
        if (histogram) {
            histogram(out);
        } else {
            out.fixed64(6, 1000L * metric + point);
        }
        String[] attributes = attributes(metric, point);
        for (int i = 0; i < attributes.length; i += 2) {
            attribute(out, histogram ? 9 : 7, attributes[i], attributes[i + 1]);
        }
        out.end(begun);
    }

    private static void histogram(ProtobufWriter out) {
        out.fixed64(4, HISTOGRAM_BUCKETS);
        out.fixed64(5, Double.doubleToLongBits(12.5));
        int counts = out.begin(6);
        for (int i = 0; i < HISTOGRAM_BUCKETS; i++) {
            out.bareFixed64(1);
        }
        out.end(counts);
        int bounds = out.begin(7);
        for (int i = 0; i < HISTOGRAM_BUCKETS - 1; i++) {
            out.bareFixed64(Double.doubleToLongBits(0.005 * (1 << i)));
        }
        out.end(bounds);
    }

    private static byte[] jsonRequest() {
        StringBuilder json = new StringBuilder("{\"resourceMetrics\":[{\"resource\":{\"attributes\":");
        attributes(json, RESOURCE);
        json.append("},\"scopeMetrics\":[{\"scope\":{\"name\":\"io.opentelemetry.tomcat-10.0\"},\"metrics\":[");
        for (int metric = 0; metric < METRICS; metric++) {
            json.append(metric == 0 ? "" : ",")
                    .append("{\"name\":\"http.server.request.count.")
                    .append(metric)
                    .append("\",\"unit\":\"{request}\",\"sum\":{\"aggregationTemporality\":2,\"isMonotonic\":true,")
                    .append("\"dataPoints\":[");
            for (int point = 0; point < PER_METRIC; point++) {
                json.append(point == 0 ? "" : ",")
                        .append("{\"startTimeUnixNano\":\"")
                        .append(START)
                        .append("\",\"timeUnixNano\":\"")
                        .append(START)
                        .append("\",\"asInt\":\"")
                        .append(1000L * metric + point)
                        .append("\",\"attributes\":");
                attributes(json, attributes(metric, point));
                json.append('}');
            }
            json.append("]}}");
        }
        return json.append("]}]}]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void attributes(StringBuilder json, String[] attributes) {
        json.append('[');
        for (int i = 0; i < attributes.length; i += 2) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"key\":\"")
                    .append(attributes[i])
                    .append("\",\"value\":{\"stringValue\":\"")
                    .append(attributes[i + 1])
                    .append("\"}}");
        }
        json.append(']');
    }
}
