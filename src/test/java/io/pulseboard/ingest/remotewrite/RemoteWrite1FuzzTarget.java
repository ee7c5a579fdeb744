package io.pulseboard.ingest.remotewrite;

import io.pulseboard.ingest.ProtobufException;

/** Messages of remote write 1.0 under Jazzer: read, or refused whole; what is refused of one has a reason. */
public final class RemoteWrite1FuzzTarget {
    private static final Version1Parser PARSER = new Version1Parser(new FamilyMetadata(), 10_000);

    private RemoteWrite1FuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        WriteBatch batch = new WriteBatch();
        try {
            PARSER.parse(input, input.length, batch);
            check(batch);
        } catch (ProtobufException | MalformedWriteException refused) {
            if (String.valueOf(refused.getMessage()).isEmpty()) {
                throw new AssertionError("no reason", refused);
            }
        }
    }

    static void check(WriteBatch batch) {
        batch.samples().forEach(sample -> {
            if (sample.key().toString().isEmpty()) {
                throw new AssertionError("a series without an identity");
            }
        });
        if (batch.refusals() > 0 && batch.reasons().isEmpty()) {
            throw new AssertionError("refused without a reason");
        }
    }
}
