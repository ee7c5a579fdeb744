package io.pulseboard.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real HAProxy in front of a port on this machine. */
public final class HaProxy extends RunningProxy {
    public static final Path PROGRAM = Path.of("/usr/sbin/haproxy");

    private HaProxy(List<String> command, int port) {
        super(command, port);
    }

    /** Whether there is one. */
    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /**
     * What is written beside what makes it a proxy.
     *
     * @param defaults in the section {@code defaults}
     * @param frontend in the one {@code frontend}
     * @param secure whether it speaks TLS, and over it HTTP/2, as {@code localhost}
     */
    public record Lines(String defaults, String frontend, boolean secure) {
        /** Nothing. */
        public static final Lines NONE = new Lines("", "", false);

        /** More for everything. */
        public Lines defaults(String more) {
            return new Lines(defaults + more + "\n", frontend, secure);
        }

        /** More for the way in. */
        public Lines frontend(String more) {
            return new Lines(defaults, frontend + more + "\n", secure);
        }

        /** With TLS. */
        public Lines secured() {
            return new Lines(defaults, frontend, true);
        }
    }

    /** Starts it in front of this port. */
    public static HaProxy inFrontOf(int target, Lines lines) {
        Path directory = directory("haproxy");
        int port = freePort();
        String tls = lines.secure ? " ssl crt " + pem(directory) + " alpn h2,http/1.1" : "";
        String settings = "defaults\nmode http\ntimeout connect 5s\n" + lines.defaults + "frontend in\nbind 127.0.0.1:"
                + port + tls + "\n" + lines.frontend + "default_backend out\nbackend out\nserver pulseboard 127.0.0.1:"
                + target + "\n";
        Path file = write(directory.resolve("haproxy.cfg"), settings);
        return new HaProxy(List.of(PROGRAM.toString(), "-q", "-db", "-f", file.toString()), port);
    }

    /** Certificate and key in one file, as it wants them. */
    private static Path pem(Path directory) {
        TestCertificate certificate = TestCertificate.get();
        try {
            String both = Files.readString(certificate.certificate()) + Files.readString(certificate.key());
            return write(directory.resolve("site.pem"), both);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
