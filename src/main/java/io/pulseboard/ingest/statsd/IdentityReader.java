package io.pulseboard.ingest.statsd;

import io.pulseboard.metric.Labels;
import io.pulseboard.metric.SeriesKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads names and tags. In names all but letters, digits, underscores and colons become underscores, as {@code statsd_exporter} and
 * Telegraf have it: names in StatsD are paths with dots, and would need quotes in every selector. Values of tags stay as they are. Of a tag
 * given twice the last one counts.
 */
final class IdentityReader {
    private static final String NAME_LABEL = "__name__";
    /** The value of a tag of DogStatsD that has none. */
    private static final String PRESENT = "true";

    private IdentityReader() {}

    /**
     * Reads the identity of a series.
     *
     * @param nameFrom the name, with the tags that three dialects put into it: {@code name,a=b}, {@code name#a=b}, {@code name[a=b]}
     * @param tagsFrom the tags of DogStatsD, {@code a:b,c}; empty if there are none
     */
    static SeriesKey read(byte[] bytes, int nameFrom, int nameTo, int tagsFrom, int tagsTo)
            throws StatsdSyntaxException {
        String name = text(bytes, nameFrom, nameTo);
        Map<String, String> labels = new LinkedHashMap<>();
        String plain = withoutTags(name, labels);
        for (String tag : text(bytes, tagsFrom, tagsTo).split(",", -1)) {
            addTag(labels, tag, ':');
        }
        if (plain.isEmpty()) {
            throw new StatsdSyntaxException(Fault.BAD_NAME);
        }
        return new SeriesKey(classic(plain, true), Labels.of(labels));
    }

    private static String withoutTags(String name, Map<String, String> labels) throws StatsdSyntaxException {
        int bracket = name.indexOf('[');
        int end = name.indexOf(']', bracket + 1);
        if (bracket >= 0 && end > bracket) {
            addTags(labels, name.substring(bracket + 1, end));
            return name.substring(0, bracket) + name.substring(end + 1);
        }
        int comma = name.indexOf(',');
        int hash = name.indexOf('#');
        int mark = comma < 0 || (hash >= 0 && hash < comma) ? hash : comma;
        if (mark < 0) {
            return name;
        }
        addTags(labels, name.substring(mark + 1));
        return name.substring(0, mark);
    }

    private static void addTags(Map<String, String> labels, String tags) throws StatsdSyntaxException {
        for (String tag : tags.split(",", -1)) {
            if (!tag.isEmpty() && tag.indexOf('=') < 0) {
                throw new StatsdSyntaxException(Fault.BAD_TAGS);
            }
            addTag(labels, tag, '=');
        }
    }

    private static void addTag(Map<String, String> labels, String tag, char separator) throws StatsdSyntaxException {
        if (tag.isEmpty()) {
            return;
        }
        int at = tag.indexOf(separator);
        String key = at < 0 ? tag : tag.substring(0, at);
        if (key.isEmpty()) {
            throw new StatsdSyntaxException(Fault.BAD_TAGS);
        }
        String label = classic(key, false);
        if (label.equals(NAME_LABEL)) {
            throw new StatsdSyntaxException(Fault.BAD_TAGS);
        }
        labels.put(label, at < 0 ? PRESENT : tag.substring(at + 1));
    }

    private static String classic(String name, boolean colon) {
        StringBuilder plain = new StringBuilder(name.length() + 1);
        if (name.charAt(0) >= '0' && name.charAt(0) <= '9') {
            plain.append('_');
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean kept = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '_'
                    || (colon && c == ':');
            if (kept || !Character.isLowSurrogate(c)) {
                plain.append(kept ? c : '_');
            }
        }
        return plain.toString();
    }

    private static String text(byte[] bytes, int from, int to) throws StatsdSyntaxException {
        for (int i = from; i < to; i++) {
            if ((bytes[i] >= 0 && bytes[i] < ' ') || bytes[i] == 0x7f) {
                throw new StatsdSyntaxException(Fault.BAD_ENCODING);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new StatsdSyntaxException(Fault.BAD_ENCODING);
        }
    }
}
