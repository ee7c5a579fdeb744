package bench;

import java.util.Locale;

/** The two ways of a stream. */
enum Transport {
    SSE,
    WS;

    /** By the name it has on the command line. */
    static Transport of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
