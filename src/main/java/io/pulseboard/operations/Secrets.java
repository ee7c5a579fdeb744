package io.pulseboard.operations;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which settings hold what a log must not. */
final class Secrets {
    private static final Pattern SECRET =
            Pattern.compile("token|secret|passw|credential|authorization|private|(^|[._-])key($|[._-])");
    private static final int LONGEST = 100;

    private Secrets() {}

    /** Whether the name of a setting or of an environment variable speaks of a secret. */
    static boolean isSecret(String name) {
        return SECRET.matcher(name.toLowerCase(Locale.ROOT)).find();
    }

    /** The value as a log may show it. */
    static String shown(String name, String value) {
        if (isSecret(name)) {
            return "***";
        }
        return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "...";
    }
}
