package io.pulseboard.ingest.scrape;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A target as a file or Kubernetes describes it: {@code host:port} and labels, of which those that begin with {@code __} say how it is
 * asked (Prometheus, "relabel_config", and {@code scrape/target.go}). Immutable.
 *
 * @param url where it is asked, an absolute http or https address
 * @param instance the value of the label {@code instance}, unless {@code labels} have it
 * @param labels what its series are labelled with, without those that begin with {@code __}
 */
record DiscoveredTarget(URI url, String instance, Map<String, String> labels) {
    /** Where to connect, if that is not what the target is called. */
    static final String ADDRESS = "__address__";

    static final String SCHEME = "__scheme__";
    static final String METRICS_PATH = "__metrics_path__";
    /** Before the name of a parameter of the URL. */
    static final String PARAM = "__param_";

    /** A name, an IPv4 address, or an IPv6 address in brackets; a port if it is not the scheme's. */
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[\\p{Alnum}._-]+)(:[0-9]{1,5})?");

    DiscoveredTarget {
        labels = Map.copyOf(labels);
    }

    /**
     * What this description means.
     *
     * @param target {@code host:port}
     * @throws IllegalArgumentException if it cannot be asked, with a message for people
     */
    static DiscoveredTarget of(String target, Map<String, String> labels) {
        String scheme = labels.getOrDefault(SCHEME, "http");
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException(SCHEME + " is '" + scheme + "', expected http or https");
        }
        String address = labels.getOrDefault(ADDRESS, target);
        Map<String, String> shown = new TreeMap<>();
        labels.forEach((name, value) -> {
            if (!name.startsWith("__")) {
                shown.put(name, value);
            }
        });
        boolean moved = labels.containsKey(ADDRESS);
        return new DiscoveredTarget(url(scheme, address, labels), moved ? target : withPort(scheme, target), shown);
    }

    private static URI url(String scheme, String address, Map<String, String> labels) {
        if (!HOST_AND_PORT.matcher(address).matches()) {
            throw new IllegalArgumentException("expected host:port as the target, found '" + address + "'");
        }
        String path = labels.getOrDefault(METRICS_PATH, "/metrics");
        if (!path.startsWith("/")) {
            path = "/" + path;
        }
        URI url;
        try {
            url = new URI(scheme, address, path, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + address + "' and '" + path + "' make no address: " + e.getReason());
        }
        if (url.getHost() == null || url.getPort() > 65_535) {
            throw new IllegalArgumentException("expected host:port as the target, found '" + address + "'");
        }
        String query = query(labels);
        return URI.create(url.toASCIIString() + (query.isEmpty() ? "" : "?" + query));
    }

    private static String query(Map<String, String> labels) {
        List<String> parameters = new ArrayList<>();
        new TreeMap<>(labels).forEach((name, value) -> {
            if (name.startsWith(PARAM) && name.length() > PARAM.length()) {
                parameters.add(encode(name.substring(PARAM.length())) + "=" + encode(value));
            }
        });
        return String.join("&", parameters);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String withPort(String scheme, String target) {
        boolean port = target.lastIndexOf(':') > target.lastIndexOf(']');
        return port ? target : target + (scheme.equals("https") ? ":443" : ":80");
    }
}
