package io.pulseboard.ingest.otlp;

import static io.pulseboard.ingest.ProtobufReader.LENGTH;

import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import io.pulseboard.metric.Labels;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.Sample;
import io.pulseboard.metric.SeriesKey;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A resource as Prometheus's target ("Prometheus and OpenMetrics Compatibility", "Resource Attributes"): {@code job} is
 * {@code service.namespace/service.name}, {@code instance} is {@code service.instance.id}, and everything else is in one
 * {@code target_info}, provided that there is something else, and something that it can be joined by. Immutable.
 *
 * @param id unlike that of any other in the life of its parser
 * @param labels {@code job} and {@code instance}, as far as the resource has them
 * @param info the series of {@code target_info}, null if there is none
 * @param fault why nothing of this resource can be taken, null if it can
 */
record Target(
        long id,
        Labels labels,
        @Nullable SeriesKey info,
        @Nullable String fault) {
    private static final int ATTRIBUTES = (1 << 3) | LENGTH;
    private static final String INFO = "target_info";
    private static final MetricMetadata INFO_METADATA = new MetricMetadata(MetricType.INFO, "", "Target metadata");

    /** Reads a {@code Resource}, up to the end of the message at hand. */
    static Target read(long id, ProtobufReader reader, AttributeReader attributes) throws ProtobufException {
        try {
            Map<String, String> all = AttributeReader.readAll(reader, ATTRIBUTES);
            String name = all.remove("service.name");
            String namespace = Objects.requireNonNullElse(all.remove("service.namespace"), "");
            String instance = Objects.requireNonNullElse(all.remove("service.instance.id"), "");
            Labels.Builder labels = new Labels.Builder();
            if (name != null) {
                labels.add("job", namespace.isEmpty() ? name : namespace + "/" + name);
            }
            Labels identity = labels.add("instance", instance).build();
            boolean worthIt = !all.isEmpty() && identity.size() > 0;
            SeriesKey info = worthIt ? new SeriesKey(INFO, attributes.labels(all, "", identity)) : null;
            return new Target(id, identity, info, null);
        } catch (InvalidPointException invalid) {
            return new Target(id, Labels.EMPTY, null, "of the resource, " + invalid.reason());
        }
    }

    /** Whether a sample says something of a target, and is no data point of a request. */
    @SuppressWarnings("ReferenceEquality") // No other metadata is this one.
    static boolean isInfo(Sample sample) {
        return sample.metadata() == INFO_METADATA;
    }

    /** That the target was there, null if nothing is known of it beside its identity. */
    @Nullable Sample info(long timestampMillis) {
        return info == null ? null : Sample.of(info, INFO_METADATA, 1, timestampMillis);
    }
}
