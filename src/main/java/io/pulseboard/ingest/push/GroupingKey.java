package io.pulseboard.ingest.push;

import io.pulseboard.metric.Labels;
import io.pulseboard.metric.SeriesKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which group a push is for: the job and the labels in its path. A label with an empty value belongs to the key as well, and takes
 * that label off everything pushed. Immutable.
 *
 * @param values label values by name, {@code job} among them
 */
record GroupingKey(Map<String, String> values) {
    private static final String BASE64 = "@base64";
    private static final String RESERVED = "__";

    GroupingKey {
        values = Map.copyOf(values);
    }

    /**
     * Reads a path such as {@code job/shop/instance/a} or {@code job@base64/c2hvcA/path@base64/L3Zhci90bXA}: what follows
     * {@code /metrics/}, as sent. Of a label given twice the last counts, and of {@code job} the first.
     *
     * @throws MalformedKeyException if it cannot be one
     */
    static GroupingKey parse(String rawPath) throws MalformedKeyException {
        List<String> parts = List.of(rawPath.split("/", -1));
        int end = parts.size() == 3 && parts.get(2).isEmpty() ? 2 : parts.size();
        if (end % 2 != 0) {
            throw new MalformedKeyException("label '" + parts.get(end - 1) + "' has no value");
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 2; i < end; i += 2) {
            add(values, parts.get(i), parts.get(i + 1));
        }
        add(values, parts.get(0), parts.get(1));
        if (values.getOrDefault("job", "").isEmpty()) {
            throw new MalformedKeyException("the job is empty");
        }
        return new GroupingKey(values);
    }

    private static void add(Map<String, String> values, String rawName, String rawValue) throws MalformedKeyException {
        String name = percentDecoded(rawName);
        boolean encoded = name.endsWith(BASE64);
        String label = encoded ? name.substring(0, name.length() - BASE64.length()) : name;
        checkName(label);
        String value = percentDecoded(rawValue);
        values.put(label, encoded ? base64Decoded(label, value) : value);
    }

    private static void checkName(String name) throws MalformedKeyException {
        if (!SeriesKey.isClassicLabelName(name) || name.startsWith(RESERVED)) {
            throw new MalformedKeyException("'" + name + "' is not a label name, or one that begins with '__'");
        }
    }

    private static String base64Decoded(String label, String value) throws MalformedKeyException {
        // Padding is optional, and padding alone stands for the empty value.
        int end = value.length();
        while (end > 0 && value.charAt(end - 1) == '=') {
            end--;
        }
        try {
            return utf8(Base64.getUrlDecoder().decode(value.substring(0, end)));
        } catch (IllegalArgumentException notBase64) {
            throw new MalformedKeyException(
                    "value '" + value + "' of label '" + label + "' is not base64 with the URL alphabet");
        }
    }

    private static String percentDecoded(String text) throws MalformedKeyException {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[raw.length];
        int length = 0;
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                out[length++] = raw[i];
                continue;
            }
            int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new MalformedKeyException("'" + text + "' holds a '%' without two hexadecimal digits");
            }
            out[length++] = (byte) (high << 4 | low);
            i += 2;
        }
        return utf8(Arrays.copyOf(out, length));
    }

    private static String utf8(byte[] bytes) throws MalformedKeyException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new MalformedKeyException("a label value is not UTF-8");
        }
    }

    /** The labels of a series of this group that was pushed with these: the group's own win. */
    Labels applyTo(Labels pushed) {
        Labels.Builder builder = new Labels.Builder();
        pushed.forEach((name, value) -> {
            if (!values.containsKey(name)) {
                builder.add(name, value);
            }
        });
        values.forEach(builder::add);
        return builder.build();
    }

    /** The group's own labels. */
    Labels labels() {
        return applyTo(Labels.EMPTY);
    }

    /** A path that names no group. */
    static final class MalformedKeyException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        MalformedKeyException(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        /** The message, which is never null. */
        String reason() {
            return reason;
        }
    }
}
