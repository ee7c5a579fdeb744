package io.pulseboard.ingest.otlp;

import io.pulseboard.ingest.ProtobufException;
import java.time.Duration;
import java.util.List;

/** Requests of OTLP in protocol buffers under Jazzer: read, or refused whole; deltas of what was read are added up. */
public final class OtlpFuzzTarget {
    private static final OtlpParser PARSER = new OtlpParser(Translation.UNDERSCORE_ESCAPING_WITH_SUFFIXES, true);
    private static final DeltaAccumulator ACCUMULATOR = new DeltaAccumulator(1_000, Duration.ofHours(1));

    private OtlpFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        read(input, input.length);
    }

    static void read(byte[] bytes, int length) {
        try {
            OtlpBatch batch = PARSER.parse(bytes, length, 1_000);
            List<?> first = List.copyOf(batch.samples());
            if (!first.equals(PARSER.parse(bytes, length, 1_000).samples())) {
                throw new AssertionError("what is remembered changes what is read");
            }
            ACCUMULATOR.accumulate(batch, 1_000);
            batch.samples().forEach(sample -> {
                if (sample.key().toString().isEmpty()) {
                    throw new AssertionError("a series without an identity");
                }
            });
        } catch (ProtobufException refused) {
            if (refused.offset() < 0 || refused.offset() > bytes.length) {
                throw new AssertionError("a place outside of the request", refused);
            }
        }
    }
}
