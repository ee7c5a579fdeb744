package io.pulseboard.operations;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds keys and environment variables that look like ours and mean nothing. */
final class UnknownKeys {
    private static final String KEY_PREFIX = "pulseboard.";
    private static final String VARIABLE_PREFIX = "PULSEBOARD_";
    /** {@code %dev.} or {@code %dev,test.} before a key: it counts in those profiles only. */
    private static final Pattern PROFILE = Pattern.compile("%[^.]+\\.(.*)");
    /** What Kubernetes injects for a service (its documentation, "Environment variables" of a Service). */
    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private static final String PORT = "_PORT";

    private final KnownKeys known;

    UnknownKeys(KnownKeys known) {
        this.known = known;
    }

    /** Whether this is a name that we answer for. */
    static boolean isOurs(String name) {
        return name.startsWith(VARIABLE_PREFIX) || withoutProfile(name).startsWith(KEY_PREFIX);
    }

    private static String withoutProfile(String name) {
        Matcher matcher = PROFILE.matcher(name);
        return matcher.matches() ? matcher.group(1) : name;
    }

    /**
     * Looks at each name that {@link #isOurs}.
     *
     * @param values keys and environment variables with their values
     * @throws UnknownKeysException if one is unknown, naming each with its value
     */
    void check(Map<String, String> values) {
        List<String> unknown = new ArrayList<>();
        values.forEach((name, value) -> {
            boolean variable = name.startsWith(VARIABLE_PREFIX);
            boolean fine =
                    variable ? known.hasVariable(name) || isInjected(name, values) : known.hasKey(withoutProfile(name));
            if (!fine) {
                unknown.add(describe(name, value, variable));
            }
        });
        if (!unknown.isEmpty()) {
            throw new UnknownKeysException(String.join("; ", unknown));
        }
    }

    private String describe(String name, String value, boolean variable) {
        String near = variable ? known.nearVariable(name) : known.nearKey(withoutProfile(name));
        return "unknown " + (variable ? "environment variable " : "configuration key ") + name + " = '"
                + Secrets.shown(name, value) + "'" + suggestion(near);
    }

    private static String suggestion(@Nullable String near) {
        return near == null ? "" : ", did you mean " + near + "?";
    }

    /** Whether Kubernetes put the variable there, for the service of our name or for another whose name begins with it. */
    private static boolean isInjected(String name, Map<String, String> values) {
        if (name.startsWith("PULSEBOARD_SERVICE_") || name.startsWith("PULSEBOARD_PORT")) {
            return true;
        }
        int end = name.length();
        for (int i = VARIABLE_PREFIX.length(); i <= end; i++) {
            boolean border = i == end || name.startsWith("_SERVICE_", i) || name.startsWith(PORT + "_", i);
            if (border && isServicePort(i == end ? name : name.substring(0, i) + PORT, values)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isServicePort(String variable, Map<String, String> values) {
        return variable.endsWith(PORT)
                && SERVICE_ADDRESS.matcher(values.getOrDefault(variable, "")).matches();
    }
}
