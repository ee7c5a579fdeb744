package io.pulseboard.delivery.rest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One element of an {@code Accept} header (RFC 9110, section 12.5.1). Immutable.
 *
 * @param type the media type in lower case, {@code *} for any
 * @param subtype likewise
 * @param parameters by name in lower case, without {@code q}
 * @param quality from 0 to 1; 0 means that it is not wanted
 */
record MediaRange(String type, String subtype, Map<String, String> parameters, double quality) {
    private static final Comparator<MediaRange> BEST_FIRST = Comparator.<MediaRange>comparingDouble(
                    range -> -range.quality)
            .thenComparingInt(range -> -range.specificity());

    MediaRange {
        parameters = Map.copyOf(parameters);
    }

    /**
     * What a client accepts, the best first; of equals the more specific first, then as written. What cannot be read, and what
     * is not wanted, is left out.
     *
     * @param headers the values of all {@code Accept} header fields
     */
    static List<MediaRange> parse(List<String> headers) {
        List<MediaRange> ranges = new ArrayList<>();
        for (String header : headers) {
            for (String element : split(header, ',')) {
                addTo(ranges, element);
            }
        }
        ranges.sort(BEST_FIRST);
        return ranges;
    }

    private static void addTo(List<MediaRange> ranges, String element) {
        List<String> parts = split(element, ';');
        String range = parts.get(0).strip().toLowerCase(Locale.ROOT);
        int slash = range.indexOf('/');
        if (slash <= 0 || slash == range.length() - 1) {
            return;
        }
        Map<String, String> parameters = parameters(parts.subList(1, parts.size()));
        double quality = quality(parameters.remove("q"));
        if (quality > 0) {
            ranges.add(new MediaRange(range.substring(0, slash), range.substring(slash + 1), parameters, quality));
        }
    }

    private static Map<String, String> parameters(List<String> parts) {
        Map<String, String> parameters = new HashMap<>();
        for (String part : parts) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                String name = part.substring(0, equals).strip().toLowerCase(Locale.ROOT);
                parameters.putIfAbsent(name, unquote(part.substring(equals + 1).strip()));
            }
        }
        return parameters;
    }

    private static String unquote(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1).replace("\\", "") : value;
    }

    private static double quality(@Nullable String text) {
        if (text == null) {
            return 1;
        }
        try {
            double quality = Double.parseDouble(text);
            return quality >= 0 && quality <= 1 ? quality : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Splits at a separator that does not stand in quotes. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private int specificity() {
        return (type.equals("*") ? 0 : 1) + (subtype.equals("*") ? 0 : 1) + parameters.size();
    }

    boolean is(String wantedType, String wantedSubtype) {
        return type.equals(wantedType) && subtype.equals(wantedSubtype);
    }
}
