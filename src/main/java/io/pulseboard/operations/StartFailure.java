package io.pulseboard.operations;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** Finds, in what broke the start, the setting that is to blame. */
final class StartFailure {
    /** SmallRye numbers its messages, which tells an operator nothing. */
    private static final Pattern CODE = Pattern.compile("\\bSRCFG\\d{5}: ");
    /** A conversion that failed: the key, the value, and why. */
    private static final Pattern CONVERSION = Pattern.compile(
            "The config property (\\S+) with the config value \"(.*)\" threw an Exception whilst being converted ?(.*)",
            Pattern.DOTALL);

    private static final Pattern OWN_KEY = Pattern.compile("\\bpulseboard\\.[a-z]");

    /** What the JDK says, or Netty's own transport, of an address that is taken or forbidden. */
    private static final Pattern BIND =
            Pattern.compile("bind\\(|Address already in use|already bound|Cannot assign requested address");

    private StartFailure() {}

    /** The reason in one line; null if it is none that a setting could change, so that the stack trace is needed. */
    static @Nullable String inOneLine(Throwable failure) {
        for (Throwable cause : causes(failure)) {
            String reason = reason(cause);
            if (reason != null) {
                return reason.replaceAll("\\s*\\R\\s*", " ").strip();
            }
        }
        return null;
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            causes.add(0, cause);
        }
        return causes;
    }

    private static @Nullable String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof IOException && BIND.matcher(message).find()) {
            return "quarkus.http.port = '" + configured("quarkus.http.port") + "' cannot be listened on: " + message;
        }
        if (cause instanceof ConfigValidationException invalid) {
            return problems(invalid);
        }
        boolean ours = (cause instanceof IllegalArgumentException || cause instanceof ConfigurationException)
                && OWN_KEY.matcher(message).find();
        return ours || cause instanceof UnknownKeysException ? message : null;
    }

    private static String configured(String key) {
        return String.valueOf(ConfigProvider.getConfig().getConfigValue(key).getValue());
    }

    private static String problems(ConfigValidationException invalid) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < invalid.getProblemCount(); i++) {
            problems.add(problem(invalid.getProblem(i).getMessage()));
        }
        return String.join("; ", problems);
    }

    static String problem(String message) {
        String plain = CODE.matcher(message).replaceAll("");
        Matcher conversion = CONVERSION.matcher(plain);
        if (!conversion.find()) {
            return plain;
        }
        String key = conversion.group(1);
        String why = Secrets.isSecret(key) ? "" : conversion.group(3).strip();
        return key + " = '" + Secrets.shown(key, conversion.group(2)) + "' is not valid"
                + (why.isEmpty() ? "" : ": " + why);
    }
}
