package io.pulseboard.ingest.otlp;

import io.pulseboard.ingest.ByteKeyCache;
import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import io.pulseboard.metric.Labels;
import io.pulseboard.metric.SeriesKey;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the bytes of resources, scopes, metrics and attributes mean, so that none of them is decoded twice. Each is known by its own
 * bytes behind the number of what it belongs to. Attributes in another order are other bytes and come to an equal key. Bounded; not
 * for use by several threads at once.
 */
final class Catalog {
    private static final int MOST_TARGETS = 2_000;
    private static final int MOST_SCOPES = 10_000;
    private static final int MOST_FAMILIES = 50_000;
    private static final int MOST_SERIES = 200_000;
    /** What is longer is decoded each time, so that nobody fills the memory with few requests. */
    private static final int LONGEST_KEY = 1_024;

    private static final int LONGEST_RESOURCE = 16 * 1_024;

    private final Translation translation;
    private final boolean scopeLabels;
    private final AttributeReader attributes;
    private final ByteKeyCache<Target> targets = new ByteKeyCache<>(MOST_TARGETS);
    private final ByteKeyCache<Scope> scopes = new ByteKeyCache<>(MOST_SCOPES);
    private final ByteKeyCache<Family> families = new ByteKeyCache<>(MOST_FAMILIES);
    private final ByteKeyCache<SeriesKey> series = new ByteKeyCache<>(MOST_SERIES);
    private final ProtobufReader reader = new ProtobufReader();
    private final KeyBytes key = new KeyBytes();
    private long nextId;

    /**
     * @param scopeLabels whether series have labels of their instrumentation scope
     */
    Catalog(Translation translation, boolean scopeLabels) {
        this.translation = translation;
        this.scopeLabels = scopeLabels;
        attributes = new AttributeReader(translation);
    }

    /** The resource in these bytes. */
    Target target(byte[] bytes, Span resource) throws ProtobufException {
        Target known = targets.get(bytes, resource.from(), resource.to());
        if (known != null) {
            return known;
        }
        resource.open(bytes, reader);
        Target read = Target.read(nextId++, reader, attributes);
        if (resource.length() <= LONGEST_RESOURCE) {
            targets.put(bytes, resource.from(), resource.to(), read);
        }
        return read;
    }

    /** The scope in these bytes. */
    Scope scope(Target target, byte[] bytes, Span scope, Span schemaUrl) throws ProtobufException {
        key.begin(target.id())
                .append(bytes, schemaUrl.from(), schemaUrl.to())
                .number(schemaUrl.length())
                .append(bytes, scope.from(), scope.to());
        Scope known = scopes.get(key.bytes(), 0, key.length());
        if (known != null) {
            return known;
        }
        scope.open(bytes, reader);
        Scope read = Scope.read(nextId++, target, reader, schemaUrl.text(bytes), attributes, scopeLabels);
        if (key.length() <= LONGEST_RESOURCE) {
            scopes.put(key.bytes(), 0, key.length(), read);
        }
        return read;
    }

    /** The metric that is defined by these bytes. */
    Family family(Scope scope, MetricHead head, byte[] bytes) throws ProtobufException {
        key.begin(scope.id());
        head.addTo(key, bytes);
        Family known = families.get(key.bytes(), 0, key.length());
        if (known != null) {
            return known;
        }
        Family read = Family.of(nextId++, scope, head.definition(bytes, reader), translation);
        if (key.length() <= LONGEST_RESOURCE) {
            families.put(key.bytes(), 0, key.length(), read);
        }
        return read;
    }

    /**
     * The series of a family with these attributes.
     *
     * @param pointKey the family's number and then nothing but fields of attributes, tags included
     * @param field the tag of these fields
     */
    SeriesKey series(Family family, KeyBytes pointKey, int field) throws ProtobufException, InvalidPointException {
        SeriesKey known = series.get(pointKey.bytes(), 0, pointKey.length());
        if (known != null) {
            return known;
        }
        reader.read(pointKey.bytes(), Long.BYTES, pointKey.length() - Long.BYTES);
        Map<String, String> read = new TreeMap<>();
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            if (tag != field) {
                throw new ProtobufException("no attribute", reader.position());
            }
            AttributeReader.read(reader, read);
        }
        Labels labels = attributes.labels(read, "", family.labels());
        SeriesKey made = new SeriesKey(family.name(), labels);
        if (pointKey.length() <= LONGEST_KEY) {
            series.put(pointKey.bytes(), 0, pointKey.length(), made);
        }
        return made;
    }
}
