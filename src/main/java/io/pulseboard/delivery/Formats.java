package io.pulseboard.delivery;

import io.pulseboard.hub.FrameEncoder;
import io.pulseboard.hub.StateView;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The formats that a client can ask for, one encoder each for the life of the process; one format in two encodings. */
public final class Formats {
    /** What is sent if nobody asks. */
    public static final FrameEncoder NAMED = new NamedEncoder();

    /** Numbers in place of names. */
    public static final FrameEncoder COMPACT = new CompactEncoder();

    /** {@link #COMPACT} as CBOR, for WebSockets that have agreed on that. It has the same name, and is not to be had by it. */
    public static final FrameEncoder CBOR = new CborEncoder(COMPACT);

    private static final Map<String, FrameEncoder> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put(NAMED.name(), NAMED);
        BY_NAME.put(COMPACT.name(), COMPACT);
    }

    private Formats() {}

    /** The encoder of JSON with this name, null if there is none. */
    public static @Nullable FrameEncoder get(String name) {
        return BY_NAME.get(name);
    }

    /**
     * The full state in one snapshot message, however large: for a reader who asks once, not for streams.
     *
     * @param encoder one of JSON
     */
    public static EncodedMessage whole(FrameEncoder encoder, StateView state) {
        return ((MessageEncoder) encoder).whole(state);
    }

    /** The names of all formats. */
    public static Set<String> names() {
        return Set.copyOf(BY_NAME.keySet());
    }
}
