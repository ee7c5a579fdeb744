import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Starts an example: a packaged Pulseboard with the example's settings, a file server for its pages, and the program that feeds it.
 * All of it listens on the loopback address alone, and ends with this process.
 *
 * <pre>java examples/Run.java ticker [--page 3000] [--pulseboard 8080]</pre>
 *
 * in the project's folder, once it is packaged; {@code examples/run ticker} sees to that. Port 0 takes a free one.
 */
final class Run {
    private static final Path EXAMPLES = Path.of("examples");
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final List<String> NAMES =
            List.of("dashboard", "ticker", "feed", "chat", "collaborative", "clients");
    /** What sends metrics and annotations while the example runs. */
    private static final Map<String, String> FEEDERS = Map.of("ticker", "Prices.java", "feed", "Scores.java");

    /** Where the pages say that Pulseboard is; they are served with another address in its place where it is elsewhere. */
    private static final String WRITTEN = "//localhost:8080";

    private static final Map<String, String> TYPES = Map.of(
            "html",
            "text/html; charset=utf-8",
            "css",
            "text/css; charset=utf-8",
            "js",
            "text/javascript; charset=utf-8");

    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^ ]+:([0-9]+)");
    private static final Pattern TROUBLE = Pattern.compile(" (WARN|ERROR) ");

    private final String name;
    private final List<Process> children = new CopyOnWriteArrayList<>();
    private String pulseboard = "http:" + WRITTEN;
    private volatile boolean ending;

    private Run(String name) {
        this.name = name;
    }

    public static void main(String... arguments) throws IOException {
        if (arguments.length % 2 == 0 || !NAMES.contains(arguments[0])) {
            fail(2, "usage: examples/run " + String.join("|", NAMES) + " [--page 3000] [--pulseboard 8080]");
        }
        int pagePort = 3000;
        int pulseboardPort = 8080;
        for (int i = 1; i < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--page" -> pagePort = port(arguments[i + 1]);
                case "--pulseboard" -> pulseboardPort = port(arguments[i + 1]);
                default -> fail(2, "there is no option " + arguments[i]);
            }
        }
        new Run(arguments[0]).run(pagePort, pulseboardPort);
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
            fail(2, "'" + text + "' is not a port");
        }
        return Integer.parseInt(text);
    }

    private static void fail(int status, String message) {
        System.err.println(message);
        System.exit(status);
    }

    private void run(int pagePort, int pulseboardPort) throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::endChildren));
        HttpServer files = fileServer(pagePort);
        int port = files.getAddress().getPort();
        BufferedReader log = startPulseboard(pulseboardPort, port);
        files.start();
        if (FEEDERS.containsKey(name)) {
            Path feeder = EXAMPLES.resolve(name).resolve(FEEDERS.get(name));
            start(new ProcessBuilder(JAVA, feeder.toString(), pulseboard).inheritIO());
        }
        for (String page : pages()) {
            System.out.println("Open http://localhost:" + port + "/" + name + "/" + page);
        }
        System.out.println("Pulseboard is at " + pulseboard + "/, until Ctrl-C.");
        log.lines().filter(TROUBLE.asPredicate()).forEach(System.err::println);
        if (!ending) {
            fail(1, "Pulseboard has ended");
        }
    }

    // ---- the processes

    /** Starts Pulseboard and reads what it prints until it listens. */
    private BufferedReader startPulseboard(int port, int pagePort) throws IOException {
        List<String> command = new ArrayList<>(List.of(JAVA, "-Xmx256m", "-XX:TieredStopAtLevel=1"));
        Path settings = EXAMPLES.resolve(name).resolve("pulseboard.properties");
        if (Files.exists(settings)) {
            command.add("-Dquarkus.config.locations=" + settings);
        }
        // A page is on another origin than Pulseboard, as yours will be.
        String origins = "http://localhost:" + pagePort + ",http://127.0.0.1:" + pagePort;
        command.add("-Dpulseboard.http.allowed-origins=" + origins);
        command.add("-Dquarkus.http.host=127.0.0.1");
        command.add("-Dquarkus.http.port=" + port);
        command.addAll(List.of("-jar", JAR.toString()));
        BufferedReader log =
                start(new ProcessBuilder(command).redirectErrorStream(true)).inputReader(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            lines.add(line);
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                pulseboard = "http://localhost:" + listening.group(1);
                return log;
            }
        }
        lines.forEach(System.err::println);
        fail(1, "Pulseboard did not start");
        return log;
    }

    private Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        children.add(process);
        return process;
    }

    private void endChildren() {
        ending = true;
        // By its handle: Process.destroy would close what we read from.
        children.forEach(child -> child.toHandle().destroy());
        for (Process child : children) {
            try {
                if (!child.waitFor(10, TimeUnit.SECONDS)) {
                    child.destroyForcibly();
                }
            } catch (InterruptedException interrupted) {
                child.destroyForcibly();
            }
        }
    }

    // ---- the pages

    private List<String> pages() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES.resolve(name))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".html"))
                    .map(file -> file.equals("index.html") ? "" : file)
                    .sorted()
                    .toList();
        }
    }

    private HttpServer fileServer(int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
        try {
            HttpServer server = HttpServer.create(address, 0);
            server.createContext("/", this::serve);
            return server;
        } catch (IOException failure) {
            fail(1, "port " + port + " for the page: " + failure.getMessage());
            throw failure;
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Path file = EXAMPLES.resolve("." + (path.endsWith("/") ? path + "index.html" : path))
                    .normalize();
            String type = TYPES.get(path.endsWith("/") ? "html" : path.substring(path.lastIndexOf('.') + 1));
            if (path.equals("/favicon.ico")) {
                exchange.sendResponseHeaders(204, -1); // a browser asks for it, whatever the page says
            } else if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(405, -1);
            } else if (type == null || !file.startsWith(EXAMPLES) || !Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                byte[] body = Files.readString(file)
                        .replace(WRITTEN, pulseboard.substring("http:".length()))
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", type);
                exchange.getResponseHeaders().set("Cache-Control", "no-store");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }
}
