package bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code --name value} pairs of a command line; a name without a value is a switch. */
final class Options {
    private final Map<String, List<String>> values = new HashMap<>();

    /**
     * Reads a command line. An option that the usage text does not have, or {@code --help}, ends the program with that text.
     *
     * @param usage lists every option as {@code --name}
     */
    Options(String[] arguments, String usage) {
        int at = 0;
        while (at < arguments.length) {
            String name = arguments[at++];
            if (name.equals("--help") || !name.startsWith("--") || !usage.contains(" " + name + " ")) {
                System.err.println(usage);
                System.exit(name.equals("--help") ? 0 : 2);
            }
            boolean valued = at < arguments.length && !arguments[at].startsWith("--");
            values.computeIfAbsent(name, key -> new ArrayList<>()).add(valued ? arguments[at++] : "true");
        }
    }

    /** Every value given for an option. */
    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The last value given, or the default. */
    String text(String name, String missing) {
        List<String> given = all(name);
        return given.isEmpty() ? missing : given.get(given.size() - 1);
    }

    /** The last value given as a number, or the default. */
    int number(String name, int missing) {
        return Integer.parseInt(text(name, Integer.toString(missing)));
    }

    /** Whether a switch is given. */
    boolean on(String name) {
        return text(name, "false").equals("true");
    }

    /** The last value given, cut at commas, or the default cut so. */
    List<String> list(String name, String missing) {
        return List.of(text(name, missing).split(","));
    }
}
