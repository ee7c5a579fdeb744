package io.pulseboard.ingest.influx;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds a parameter in a form (URL Standard, "application/x-www-form-urlencoded"). */
final class FormParameter {
    private FormParameter() {}

    /** The value of the first parameter with this name; null if there is none, or it is not percent-encoded as it should be. */
    static @Nullable String of(String form, String name) {
        for (String pair : form.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                try {
                    return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException malformed) {
                    return null;
                }
            }
        }
        return null;
    }
}
