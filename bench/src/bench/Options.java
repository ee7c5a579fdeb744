package bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code --name value} pairs of a command line. */
final class Options {
    private final Map<String, List<String>> values = new HashMap<>();

    /** Reads a command line; an unknown option, a missing value or {@code --help} ends the program with the usage text. */
    Options(String[] arguments, List<String> known, String usage) {
        for (int i = 0; i < arguments.length; i += 2) {
            if (!known.contains(arguments[i]) || i + 1 == arguments.length) {
                System.err.println(usage);
                System.exit(arguments[i].equals("--help") ? 0 : 2);
            }
            values.computeIfAbsent(arguments[i], name -> new ArrayList<>()).add(arguments[i + 1]);
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
}
