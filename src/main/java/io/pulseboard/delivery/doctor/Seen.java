package io.pulseboard.delivery.doctor;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a request looked like when it was here. Immutable.
 *
 * @param ts the server's time, Unix milliseconds
 * @param http the version of HTTP: {@code 1.0}, {@code 1.1} or {@code 2}
 * @param scheme {@code http} or {@code https}; what a trusted proxy says, if there is one
 * @param host where the request was sent to, with the port if it had one; null if it did not say
 * @param address of the client, or of the proxy if that is not trusted, without port
 * @param proxied whether headers say that a proxy passed it on
 * @param headers those that proxies change, as they came, by their names in lower case; never one that authorizes
 * @param compresses whether streams are compressed for who accepts that
 * @param heartbeat after how many milliseconds of silence a stream gets a heartbeat
 * @param maxSeconds how long a probe may take
 */
@JsonPropertyOrder({
    "ts",
    "http",
    "scheme",
    "host",
    "address",
    "proxied",
    "headers",
    "compresses",
    "heartbeat",
    "maxSeconds"
})
@RegisterForReflection
record Seen(
        long ts,
        String http,
        @Nullable String scheme,
        @Nullable String host,
        @Nullable String address,
        boolean proxied,
        Map<String, List<String>> headers,
        boolean compresses,
        long heartbeat,
        long maxSeconds) {
    /** What a proxy adds. */
    private static final List<String> TRACES =
            List.of("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto");

    private static final List<String> OTHERS =
            List.of("accept-encoding", "connection", "host", "last-event-id", "upgrade");

    private static final int MOST_VALUES = 5;
    private static final int LONGEST_VALUE = 256;

    static Seen of(HttpServerRequest request, long ts, boolean compresses, long heartbeat, long maxSeconds) {
        Map<String, List<String>> headers = new TreeMap<>();
        TRACES.forEach(name -> keep(request, name, headers));
        OTHERS.forEach(name -> keep(request, name, headers));
        SocketAddress remote = request.remoteAddress();
        return new Seen(
                ts,
                version(request.version()),
                request.scheme(),
                host(request.authority()),
                remote == null ? null : remote.hostAddress(),
                TRACES.stream().anyMatch(headers::containsKey),
                headers,
                compresses,
                heartbeat,
                maxSeconds);
    }

    private static void keep(HttpServerRequest request, String name, Map<String, List<String>> headers) {
        List<String> values = request.headers().getAll(name).stream()
                .limit(MOST_VALUES)
                .map(value -> value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE))
                .toList();
        if (!values.isEmpty()) {
            headers.put(name, values);
        }
    }

    private static String version(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> "1.0";
            case HTTP_1_1 -> "1.1";
            case HTTP_2 -> "2";
        };
    }

    private static @Nullable String host(@Nullable HostAndPort authority) {
        if (authority == null) {
            return null;
        }
        return authority.port() < 0 ? authority.host() : authority.host() + ":" + authority.port();
    }
}
