package io.pulseboard.ingest.remotewrite;

import io.pulseboard.ingest.ProtobufException;

/** Messages of remote write 2.0 under Jazzer: read, or refused whole; what is refused of one has a reason. */
public final class RemoteWrite2FuzzTarget {
    private static final Version2Parser PARSER = new Version2Parser(new FamilyMetadata(), 10_000);

    private RemoteWrite2FuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        WriteBatch batch = new WriteBatch();
        try {
            PARSER.parse(input, input.length, batch);
            RemoteWrite1FuzzTarget.check(batch);
        } catch (ProtobufException | MalformedWriteException refused) {
            if (String.valueOf(refused.getMessage()).isEmpty()) {
                throw new AssertionError("no reason", refused);
            }
        }
    }
}
