package io.pulseboard.ingest.otlp;

import static io.pulseboard.ingest.ProtobufReader.LENGTH;

import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import io.pulseboard.metric.Sample;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Reads samples from an {@code ExportMetricsServiceRequest} (opentelemetry-proto 1.9,
 * {@code opentelemetry/proto/metrics/v1/metrics.proto}). A known series costs its sample and nothing more. Remembers what it has read; not
 * for use by several threads at once, and fit for use after it has thrown.
 *
 * <p>Fields may come in any order. So each message is gone through twice: once past its large fields, for what they depend on, and then
 * for these.
 */
final class OtlpParser {
    private static final int RESOURCE_METRICS = (1 << 3) | LENGTH;

    private static final int RESOURCE = (1 << 3) | LENGTH;
    private static final int SCOPE_METRICS = (2 << 3) | LENGTH;

    private static final int SCOPE = (1 << 3) | LENGTH;
    private static final int METRICS = (2 << 3) | LENGTH;
    private static final int SCOPE_SCHEMA_URL = (3 << 3) | LENGTH;

    private final Catalog catalog;
    private final Map<PointKind, Points> points = new EnumMap<>(PointKind.class);
    private final OtlpBatch batch = new OtlpBatch();

    private final ProtobufReader requestReader = new ProtobufReader();
    private final ProtobufReader resourceReader = new ProtobufReader();
    private final ProtobufReader scopeReader = new ProtobufReader();
    private final ProtobufReader metricReader = new ProtobufReader();
    private final ProtobufReader dataReader = new ProtobufReader();
    private final ProtobufReader pointReader = new ProtobufReader();
    private final Span resourceMetrics = new Span();
    private final Span resource = new Span();
    private final Span scopeMetrics = new Span();
    private final Span scope = new Span();
    private final Span schemaUrl = new Span();
    private final Span metric = new Span();
    private final Span point = new Span();
    private final MetricHead head = new MetricHead();

    private byte[] bytes = new byte[0];
    private long nowMillis;
    private long newestMillis;

    /**
     * @param scopeLabels whether series have labels of their instrumentation scope
     */
    OtlpParser(Translation translation, boolean scopeLabels) {
        catalog = new Catalog(translation, scopeLabels);
        for (PointKind kind : PointKind.values()) {
            points.put(kind, kind.reader(catalog));
        }
    }

    /**
     * Reads one request.
     *
     * @param length how many bytes of the array it has
     * @param now the time of points that have none, milliseconds since the Unix epoch
     * @return what it came to; valid until the next request is read
     * @throws ProtobufException if it is not such a message
     */
    OtlpBatch parse(byte[] request, int length, long now) throws ProtobufException {
        bytes = request;
        nowMillis = now;
        batch.clear();
        try {
            requestReader.read(bytes, 0, length);
            for (int tag = requestReader.tag(); tag != 0; tag = requestReader.tag()) {
                if (tag == RESOURCE_METRICS) {
                    resourceMetrics.take(requestReader);
                    readResourceMetrics();
                } else {
                    requestReader.skip(tag);
                }
            }
            return batch;
        } finally {
            bytes = new byte[0];
        }
    }

    private void readResourceMetrics() throws ProtobufException {
        resource.clear();
        resourceMetrics.open(bytes, resourceReader);
        for (int tag = resourceReader.tag(); tag != 0; tag = resourceReader.tag()) {
            if (tag == RESOURCE) {
                resource.take(resourceReader);
            } else {
                resourceReader.skip(tag);
            }
        }
        Target target = catalog.target(bytes, resource);
        newestMillis = Long.MIN_VALUE;
        resourceMetrics.open(bytes, resourceReader);
        for (int tag = resourceReader.tag(); tag != 0; tag = resourceReader.tag()) {
            if (tag == SCOPE_METRICS) {
                scopeMetrics.take(resourceReader);
                readScopeMetrics(target);
            } else {
                resourceReader.skip(tag);
            }
        }
        Sample info = newestMillis == Long.MIN_VALUE ? null : target.info(newestMillis);
        if (info != null) {
            batch.add(info);
        }
    }

    private void readScopeMetrics(Target target) throws ProtobufException {
        scope.clear();
        schemaUrl.clear();
        scopeMetrics.open(bytes, scopeReader);
        for (int tag = scopeReader.tag(); tag != 0; tag = scopeReader.tag()) {
            switch (tag) {
                case SCOPE -> scope.take(scopeReader);
                case SCOPE_SCHEMA_URL -> schemaUrl.take(scopeReader);
                default -> scopeReader.skip(tag);
            }
        }
        Scope owner = catalog.scope(target, bytes, scope, schemaUrl);
        scopeMetrics.open(bytes, scopeReader);
        for (int tag = scopeReader.tag(); tag != 0; tag = scopeReader.tag()) {
            if (tag == METRICS) {
                metric.take(scopeReader);
                readMetric(owner);
            } else {
                scopeReader.skip(tag);
            }
        }
    }

    private void readMetric(Scope owner) throws ProtobufException {
        metric.open(bytes, metricReader);
        head.read(metricReader);
        PointKind kind = head.kind();
        if (kind == null) {
            return;
        }
        Family family = catalog.family(owner, head, bytes);
        Points reading = Objects.requireNonNull(points.get(kind));
        head.data().open(bytes, dataReader);
        for (int tag = dataReader.tag(); tag != 0; tag = dataReader.tag()) {
            if (tag == MetricHead.DATA_POINTS) {
                point.take(dataReader);
                readPoint(family, reading);
            } else {
                dataReader.skip(tag);
            }
        }
    }

    private void readPoint(Family family, Points reading) throws ProtobufException {
        batch.point();
        if (family.fault() != null) {
            batch.refuse(PointRefusal.INVALID, family.fault());
            return;
        }
        point.open(bytes, pointReader);
        try {
            newestMillis = Math.max(newestMillis, reading.read(pointReader, family, batch, nowMillis));
        } catch (InvalidPointException invalid) {
            batch.refuse(PointRefusal.INVALID, invalid.reason());
        }
    }
}
