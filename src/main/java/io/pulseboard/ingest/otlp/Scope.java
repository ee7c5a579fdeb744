package io.pulseboard.ingest.otlp;

import static io.pulseboard.ingest.ProtobufReader.LENGTH;

import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import io.pulseboard.metric.Labels;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An instrumentation scope of one target ("Prometheus and OpenMetrics Compatibility", "Instrumentation Scope"). Immutable.
 *
 * @param id unlike that of any other in the life of its parser
 * @param labels those of the target and of the scope
 * @param fault why nothing of this scope can be taken, null if it can
 */
record Scope(long id, Labels labels, @Nullable String fault) {
    private static final int NAME = (1 << 3) | LENGTH;
    private static final int VERSION = (2 << 3) | LENGTH;
    private static final int ATTRIBUTES = (3 << 3) | LENGTH;
    private static final String PREFIX = "otel_scope_";

    /**
     * Reads an {@code InstrumentationScope}, up to the end of the message at hand.
     *
     * @param schemaUrl empty if there is none
     * @param labelled whether the scope is in the labels
     */
    static Scope read(
            long id,
            Target target,
            ProtobufReader reader,
            String schemaUrl,
            AttributeReader attributes,
            boolean labelled)
            throws ProtobufException {
        if (target.fault() != null || !labelled) {
            return new Scope(id, target.labels(), target.fault());
        }
        try {
            String name = "";
            String version = "";
            Map<String, String> all = new TreeMap<>();
            for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
                switch (tag) {
                    case NAME -> name = reader.utf8();
                    case VERSION -> version = reader.utf8();
                    case ATTRIBUTES -> AttributeReader.read(reader, all);
                    default -> reader.skip(tag);
                }
            }
            // Attributes that would be taken for these three are left out.
            all.keySet().removeIf(key -> key.equals("name") || key.equals("version") || key.equals("schema_url"));
            Labels.Builder own = new Labels.Builder();
            target.labels().forEach(own::add);
            own.add(PREFIX + "name", name).add(PREFIX + "version", version).add(PREFIX + "schema_url", schemaUrl);
            return new Scope(id, attributes.labels(all, PREFIX, own.build()), null);
        } catch (InvalidPointException invalid) {
            return new Scope(id, Labels.EMPTY, "of the scope, " + invalid.reason());
        }
    }
}
