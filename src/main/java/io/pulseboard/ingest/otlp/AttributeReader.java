package io.pulseboard.ingest.otlp;

import static io.pulseboard.ingest.ProtobufReader.LENGTH;

import io.pulseboard.http.Excerpt;
import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import io.pulseboard.metric.Labels;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads attributes and makes labels of them ("Prometheus and OpenMetrics Compatibility", "Metric Attributes"). Keys are unique (OpenTelemetry
 * specification, "Common specification concepts", "Attribute Collections").
 */
final class AttributeReader {
    private static final int KEY = (1 << 3) | LENGTH;
    private static final int VALUE = (2 << 3) | LENGTH;

    private final Translation translation;

    AttributeReader(Translation translation) {
        this.translation = translation;
    }

    /**
     * Reads the {@code KeyValue} field whose tag has just been read.
     *
     * @param into gets its key and its value as text
     * @throws InvalidPointException if the key is there already, or the value is nested too deep
     */
    static void read(ProtobufReader reader, Map<String, String> into) throws ProtobufException, InvalidPointException {
        String key = "";
        String value = "";
        int outer = reader.enter();
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            switch (tag) {
                case KEY -> key = reader.utf8();
                case VALUE -> {
                    int inner = reader.enter();
                    value = AnyValueText.read(reader);
                    reader.leave(inner);
                }
                default -> reader.skip(tag);
            }
        }
        reader.leave(outer);
        if (into.putIfAbsent(key, value) != null) {
            throw new InvalidPointException("attribute '" + Excerpt.of(key) + "' is given twice");
        }
    }

    /**
     * All attributes of a message that has nothing else of interest.
     *
     * @param field the tag of the attributes in it
     * @return in order of keys
     */
    static Map<String, String> readAll(ProtobufReader reader, int field)
            throws ProtobufException, InvalidPointException {
        Map<String, String> attributes = new TreeMap<>();
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            if (tag == field) {
                read(reader, attributes);
            } else {
                reader.skip(tag);
            }
        }
        return attributes;
    }

    /**
     * Labels of attributes. Values whose keys come to the same name are joined by {@code ;} in the order of their keys.
     *
     * @param attributes in order of keys
     * @param prefix before every key, empty if none
     * @param firm labels that win over attributes with their names
     */
    Labels labels(Map<String, String> attributes, String prefix, Labels firm) throws InvalidPointException {
        Map<String, String> byName = new TreeMap<>();
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            String name = attribute.getKey().isEmpty() ? "" : translation.labelName(prefix + attribute.getKey());
            if (name.isEmpty()) {
                throw new InvalidPointException("nothing is left of the attribute name '"
                        + Excerpt.of(attribute.getKey()) + "' as a label name");
            }
            byName.merge(name, attribute.getValue(), (before, after) -> before + ";" + after);
        }
        firm.forEach(byName::put);
        return Labels.of(byName);
    }
}
