package io.pulseboard.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.Secret;
import java.util.Map;
import java.util.Optional;

/** What it takes to write. */
@ConfigMapping(prefix = "pulseboard.ingest")
interface WriteConfig {
    /** The token that every write must show. Without one, nobody may write. */
    Optional<Secret<String>> token();

    /** Further tokens by a name of one's own, one for each sender, so that none can use up what the others may send. */
    Map<String, Secret<String>> tokens();
}
