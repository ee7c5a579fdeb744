package io.pulseboard.ingest;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import java.util.Set;

/** Writing is open, and what is written ends in a {@link RecordingSink}. */
public class WithRecordingSink implements QuarkusTestProfile {
    public static final String TOKEN = "s3cret";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("pulseboard.ingest.token", TOKEN);
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(RecordingSink.class);
    }
}
