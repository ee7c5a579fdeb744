package io.pulseboard.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who may call over HTTP, from where, and how much. */
@ConfigMapping(prefix = "pulseboard.http")
interface HttpConfig {
    /**
     * Host names that requests may be sent to, beside those that cannot be someone else's: {@code board.example.com},
     * {@code board.example.com:8443} for that port only, {@code *.example.com} for everything below.
     */
    Optional<List<String>> allowedHosts();

    /** Origins of other sites whose pages may read, write (with a token) and open the WebSocket: {@code https://example.com}. */
    Optional<List<String>> allowedOrigins();

    /** Sites that may show the pages in a frame, as origins, {@code *.example.com} hosts or {@code self}. */
    Optional<List<String>> frameAncestors();

    /** How large a request's body may be, both as sent and after decompression; from 1 KiB to 1 GiB. */
    @WithDefault("16M")
    MemorySize maxBody();

    /** How long the part of a URL after the question mark may be. */
    @WithDefault("16K")
    MemorySize maxQueryLength();

    /** How long a client may take to send a body. */
    @WithDefault("30s")
    Duration bodyTimeout();
}
