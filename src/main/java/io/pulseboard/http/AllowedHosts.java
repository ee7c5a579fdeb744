package io.pulseboard.http;

import java.util.ArrayList;
import java.util.List;

/**
 * Which hosts a request may name. A page of another site that lets its own name point to this server (DNS rebinding) is of the
 * same origin to the browser, but it cannot help sending its name. Names that nobody else can own therefore pass: addresses,
 * {@code localhost} and what is below it, names of a single label, and the names of Kubernetes services; any other must be
 * configured. Immutable.
 */
final class AllowedHosts {
    /** The setting that lets further hosts in. */
    static final String KEY = "pulseboard.http.allowed-hosts";

    private final List<Authority> exact = new ArrayList<>();
    private final List<String> suffixes = new ArrayList<>();

    /**
     * @throws IllegalArgumentException for an entry that is not {@code host}, {@code host:port} or {@code *.host}, naming it
     */
    AllowedHosts(List<String> entries) {
        for (String entry : entries) {
            boolean wildcard = entry.startsWith("*.");
            Authority host = Authority.parse(wildcard ? entry.substring(2) : entry);
            if (host == null || (wildcard && host.port() != Authority.NO_PORT)) {
                throw new IllegalArgumentException(
                        KEY + " holds '" + entry + "', which is not a host, a host:port or a *.host");
            }
            if (wildcard) {
                suffixes.add("." + host.host());
            } else {
                exact.add(host);
            }
        }
    }

    boolean allow(Authority authority) {
        return isOwn(authority) || isConfigured(authority);
    }

    private static boolean isOwn(Authority authority) {
        String host = authority.host();
        return authority.isAddress()
                || host.indexOf('.') < 0
                || host.endsWith(".localhost")
                || host.endsWith(".svc")
                || host.endsWith(".svc.cluster.local");
    }

    private boolean isConfigured(Authority authority) {
        for (Authority host : exact) {
            boolean anyPort = host.port() == Authority.NO_PORT;
            if (anyPort ? host.host().equals(authority.host()) : host.matches(authority)) {
                return true;
            }
        }
        return suffixes.stream().anyMatch(suffix -> authority.host().endsWith(suffix));
    }
}
