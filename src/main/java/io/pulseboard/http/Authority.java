package io.pulseboard.http;

import io.netty.util.NetUtil;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A host with or without a port, as in a {@code Host} header (RFC 9110, section 7.2). Immutable.
 *
 * @param host in lower case, an IPv6 address in brackets, without the dot that ends a fully qualified name
 * @param port -1 if none is given
 */
record Authority(String host, int port) {
    static final int NO_PORT = -1;
    private static final int MAX_PORT = 65535;

    /** Reads {@code host}, {@code host:port} or {@code [v6]:port}; null if the text is none of these. */
    static @Nullable Authority parse(String text) {
        int end = endOfHost(text);
        if (end < 0) {
            return null;
        }
        int port = end == text.length() ? NO_PORT : port(text.substring(end + 1));
        if (port == 0) {
            return null;
        }
        return of(text.substring(0, end), port);
    }

    /** The authority of a host that was cut out already; null if it cannot be a host. */
    static @Nullable Authority of(String host, int port) {
        String plain = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        plain = plain.toLowerCase(Locale.ROOT);
        if (plain.startsWith("[")) {
            boolean address = plain.endsWith("]") && NetUtil.isValidIpV6Address(plain.substring(1, plain.length() - 1));
            return address ? new Authority(plain, port) : null;
        }
        return isName(plain) ? new Authority(plain, port) : null;
    }

    private static int endOfHost(String text) {
        int from = text.startsWith("[") ? text.indexOf(']') : 0;
        if (from < 0) {
            return -1;
        }
        int colon = text.indexOf(':', from);
        return colon < 0 ? text.length() : colon;
    }

    /** 0 stands for text that is no port; no digits at all mean none is given (RFC 3986, section 3.2.3). */
    private static int port(String text) {
        if (text.isEmpty()) {
            return NO_PORT;
        }
        int port = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            port = port * 10 + (c - '0');
            if (port > MAX_PORT) {
                return 0;
            }
        }
        return port;
    }

    private static boolean isName(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c > 0x7f;
            boolean dotInside = c == '.' && i > 0 && host.charAt(i - 1) != '.';
            if (!letter && !dotInside) {
                return false;
            }
        }
        return !host.isEmpty();
    }

    /** Whether the host is an address and no name: {@code 10.0.0.1}, {@code [::1]}. */
    boolean isAddress() {
        return host.startsWith("[") || NetUtil.isValidIpV4Address(host);
    }

    /** Whether the host stands for this machine, in any browser. */
    boolean isLoopback() {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("[::1]")
                || (isAddress() && host.startsWith("127."));
    }

    /** Whether both name the same host and port, where no port, 80 and 443 are all "the default one". */
    boolean matches(Authority other) {
        return host.equals(other.host) && normal(port) == normal(other.port);
    }

    private static int normal(int port) {
        return port == 80 || port == 443 ? NO_PORT : port;
    }

    @Override
    public String toString() {
        return port == NO_PORT ? host : host + ":" + port;
    }
}
