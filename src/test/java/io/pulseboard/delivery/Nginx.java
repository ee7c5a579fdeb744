package io.pulseboard.delivery;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real nginx in front of a port on this machine, with its defaults but for where it keeps its files. */
public final class Nginx extends RunningProxy {
    public static final Path PROGRAM = Path.of("/usr/sbin/nginx");

    private Nginx(List<String> command, int port) {
        super(command, port);
    }

    /** Whether there is one. */
    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** Starts it with its defaults, in front of this port. */
    public static Nginx inFrontOf(int target) {
        return inFrontOf(target, Lines.NONE);
    }

    /** Starts it in front of this port, with what its manual has for WebSockets. */
    public static Nginx upgradingInFrontOf(int target) {
        return inFrontOf(target, Lines.NONE.location("""
                proxy_http_version 1.1;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection "upgrade";
                """));
    }

    /**
     * What is written beside what makes it a proxy.
     *
     * @param http in the block {@code http}
     * @param listen after the address in {@code listen}
     * @param server in the block {@code server}
     * @param location in the block {@code location /}
     */
    public record Lines(String http, String listen, String server, String location) {
        /** Its defaults. */
        public static final Lines NONE = new Lines("", "", "", "");

        /** More for everything. */
        public Lines http(String more) {
            return new Lines(http + more + "\n", listen, server, location);
        }

        /** More for the server. */
        public Lines server(String more) {
            return new Lines(http, listen, server + more + "\n", location);
        }

        /** More for all paths. */
        public Lines location(String more) {
            return new Lines(http, listen, server, location + more + "\n");
        }

        /** TLS, and over it HTTP/2, for {@code localhost}. */
        public Lines secure() {
            TestCertificate certificate = TestCertificate.get();
            String files = "ssl_certificate " + certificate.certificate() + ";\nssl_certificate_key "
                    + certificate.key() + ";\n";
            return new Lines(http, " ssl http2", server + files, location);
        }
    }

    /** Starts it in front of this port. */
    public static Nginx inFrontOf(int target, Lines lines) {
        Path directory = directory("nginx");
        int port = freePort();
        Path settings = write(directory.resolve("nginx.conf"), settings(directory, port, target, lines));
        List<String> command = List.of(
                PROGRAM.toString(),
                "-p",
                directory.toString(),
                "-e",
                directory.resolve("error.log").toString(),
                "-c",
                settings.toString());
        return new Nginx(command, port);
    }

    private static String settings(Path directory, int port, int target, Lines lines) {
        List<String> temporary = List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi");
        StringBuilder paths = new StringBuilder();
        temporary.forEach(name -> paths.append(name + "_temp_path " + directory + "/" + name + ";\n"));
        return "daemon off;\nworker_processes 1;\npid " + directory
                + "/nginx.pid;\nevents {}\nhttp {\naccess_log off;\n" + paths + lines.http
                + "server {\nlisten 127.0.0.1:" + port + lines.listen + ";\n" + lines.server
                + "location / {\nproxy_pass http://127.0.0.1:" + target + ";\n" + lines.location + "}\n}\n}\n";
    }
}
