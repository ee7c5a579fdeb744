package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** nginx with the nchan module (Debian: nginx and libnginx-mod-nchan), one worker, and who publishes to it. */
final class NchanServer extends Server {
    private static final List<Path> MODULES = List.of(
            Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so"),
            Path.of("/usr/lib64/nginx/modules/ngx_nchan_module.so"),
            Path.of("/usr/share/nginx/modules/ngx_nchan_module.so"));
    private static final String EPOCH = "nchan0";
    private static final long FIRST_SEQUENCE = 100;

    private final Payload payload;
    private final long tick;
    private Post publisher;
    private Ticker ticker;

    private NchanServer(int port, int size, long tick, List<String> command) throws IOException {
        super("nchan", port, command);
        this.payload = Payload.of(Payload.GROUP, size, EPOCH.length() + 4);
        this.tick = tick;
    }

    /** Whether it is installed. */
    static boolean available() {
        return nginx().isPresent() && MODULES.stream().anyMatch(Files::exists);
    }

    /** Starts it; messages have {@code size} bytes. */
    static NchanServer start(int port, int size, long tick) throws IOException, InterruptedException {
        Path directory = WORK.resolve("nginx").toAbsolutePath();
        Files.createDirectories(directory);
        Path file = Files.writeString(directory.resolve("nginx.conf"), configuration(port));
        String nginx = nginx().orElseThrow(() -> new IOException("nginx is not installed"))
                .toString();
        NchanServer server =
                new NchanServer(port, size, tick, List.of(nginx, "-p", directory.toString(), "-c", file.toString()));
        server.awaitReady();
        return server;
    }

    @Override
    Endpoint endpoint(Transport transport) {
        return new Endpoint(transport, address(), "/" + transport, false);
    }

    @Override
    void feed() throws IOException {
        publisher = new Post(address(), "/publish", "Content-Type: application/json\r\n");
        ticker = Ticker.start(tick, 0, this::publish);
    }

    private void publish(long round) throws IOException {
        publisher.send(payload.update(EPOCH, FIRST_SEQUENCE + round, System.currentTimeMillis()));
    }

    @Override
    public void close() {
        try {
            if (ticker != null) {
                ticker.close();
                publisher.close();
            }
        } catch (IOException e) {
            // The server ends anyway.
        }
        super.close();
    }

    private static java.util.Optional<Path> nginx() {
        return Stream.of("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    // Everything else is nginx's and nchan's default; a subscriber begins with the next message.
    private static String configuration(int port) throws IOException {
        Path module = MODULES.stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IOException("the nchan module is not installed: libnginx-mod-nchan"));
        String limit = ServerProcess.descriptorLimit();
        return """
                load_module %s;
                daemon off;
                worker_processes 1;
                worker_rlimit_nofile %s;
                pid nginx.pid;
                error_log error.log warn;
                events { worker_connections %s; }
                http {
                  access_log off;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  server {
                    listen 127.0.0.1:%d backlog=4096;
                    location = /publish { nchan_publisher; nchan_channel_id bench; }
                    location = /sse {
                      nchan_subscriber eventsource; nchan_channel_id bench; nchan_subscriber_first_message newest;
                    }
                    location = /ws {
                      nchan_subscriber websocket; nchan_channel_id bench; nchan_subscriber_first_message newest;
                    }
                  }
                }
                """.formatted(module, limit, limit, port);
    }
}
