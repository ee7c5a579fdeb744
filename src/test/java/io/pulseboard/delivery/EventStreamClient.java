package io.pulseboard.delivery;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event stream as the WHATWG HTML standard says, and checks what our protocol says beyond it: no field but {@code id},
 * {@code data} and one {@code retry} at the start, and an {@code id} line that is the {@code id} of its message. Compressed streams
 * are read as they come. One thread reads; everything else is for the test's thread.
 */
public final class EventStreamClient implements AutoCloseable {
    private final int status;
    private final Map<String, String> headers;
    private final String protocol;
    private final CountedBody body;
    private final AutoCloseable connection;
    private final Inbox inbox;
    private final CountDownLatch gate = new CountDownLatch(1);
    private volatile long retryMillis = -1;

    private EventStreamClient(
            int status,
            Map<String, String> headers,
            String protocol,
            InputStream body,
            AutoCloseable connection,
            @Nullable String after) {
        this.status = status;
        this.headers = headers;
        this.protocol = protocol;
        this.body = new CountedBody(body);
        this.connection = connection;
        this.inbox = new Inbox(after);
    }

    /**
     * What a client asks for.
     *
     * @param version of the request line, {@code HTTP/1.1} or {@code HTTP/1.0}
     * @param headers more header lines, without line ends
     * @param after the position that the stream is to go on from, for the check; not sent
     * @param receiveBuffer bytes, 0 for the system's default
     * @param target of the request line, null for the path and query of the address
     */
    public record Request(
            URI uri,
            String version,
            List<String> headers,
            @Nullable String after,
            int receiveBuffer,
            @Nullable String target) {
        /** A plain request over HTTP/1.1. */
        public static Request of(URI uri) {
            return new Request(uri, "HTTP/1.1", List.of(), null, 0, null);
        }

        /** The same in another version. */
        public Request version(String other) {
            return new Request(uri, other, headers, after, receiveBuffer, target);
        }

        /** The same at another place on this machine. */
        public Request to(String scheme, int port) {
            URI other = URI.create(scheme + "://localhost:" + port + pathAndQuery(uri));
            return new Request(other, version, headers, after, receiveBuffer, target);
        }

        /** The same with one more header. */
        public Request header(String name, String value) {
            List<String> more = new ArrayList<>(headers);
            more.add(name + ": " + value);
            return new Request(uri, version, more, after, receiveBuffer, target);
        }

        /** The same, expected to go on from this position. */
        public Request goingOnFrom(String position) {
            return new Request(uri, version, headers, position, receiveBuffer, target);
        }

        /** The same with a small receive buffer, so that who does not read is noticed soon. */
        public Request receiveBuffer(int bytes) {
            return new Request(uri, version, headers, after, bytes, target);
        }

        /** The same with this in its request line, which need not be a URI. */
        public Request target(String pathAndQuery) {
            return new Request(uri, version, headers, after, receiveBuffer, pathAndQuery);
        }
    }

    /** Opens a stream and starts to read it. */
    public static EventStreamClient open(URI uri) {
        return open(Request.of(uri));
    }

    /** Opens a stream and starts to read it. */
    public static EventStreamClient open(Request request) {
        return connect(request, plainSocket(request)).read();
    }

    /** Opens a stream over a given connected socket, such as one with TLS, and starts to read it. */
    public static EventStreamClient open(Request request, Socket socket) {
        return connect(request, socket).read();
    }

    /** Opens a stream, and reads its head but nothing more until {@link #read} is called. */
    public static EventStreamClient openWithoutReading(Request request) {
        return connect(request, plainSocket(request));
    }

    /** Opens a stream with Java's own client, which chooses the version, and starts to read it. */
    public static EventStreamClient open(Request request, HttpClient client) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri()).header("Accept", "text/event-stream");
        for (String header : request.headers()) {
            int colon = header.indexOf(':');
            builder.header(header.substring(0, colon), header.substring(colon + 2));
        }
        try {
            HttpResponse<InputStream> response =
                    client.send(builder.build(), HttpResponse.BodyHandlers.ofInputStream());
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            response.headers().map().forEach((name, values) -> headers.put(name, String.join(", ", values)));
            InputStream body = response.body();
            return new EventStreamClient(
                            response.statusCode(), headers, response.version().name(), body, body, request.after())
                    .read();
        } catch (IOException failure) {
            throw new AssertionError("could not open " + request.uri(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private static Socket plainSocket(Request request) {
        try {
            Socket socket = new Socket();
            if (request.receiveBuffer() > 0) {
                socket.setReceiveBufferSize(request.receiveBuffer());
            }
            socket.connect(
                    new InetSocketAddress(request.uri().getHost(), request.uri().getPort()),
                    (int) Inbox.PATIENCE.toMillis());
            return socket;
        } catch (IOException failure) {
            throw new AssertionError("could not connect to " + request.uri(), failure);
        }
    }

    private static EventStreamClient connect(Request request, Socket socket) {
        try {
            socket.setSoTimeout((int) Inbox.PATIENCE.toMillis());
            StringBuilder head = new StringBuilder("GET " + target(request) + " " + request.version())
                    .append("\r\nHost: ")
                    .append(request.uri().getAuthority());
            request.headers().forEach(header -> head.append("\r\n").append(header));
            OutputStream out = socket.getOutputStream();
            out.write(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
            InputStream in = new BufferedInputStream(socket.getInputStream(), 512);
            String statusLine = HttpLines.read(in);
            Map<String, String> headers = HttpLines.readHeaders(in);
            boolean chunked = "chunked".equalsIgnoreCase(headers.get("Transfer-Encoding"));
            return new EventStreamClient(
                    Integer.parseInt(statusLine.substring(9, 12)),
                    headers,
                    statusLine.substring(0, 8),
                    chunked ? new ChunkedBody(in) : in,
                    socket,
                    request.after());
        } catch (IOException failure) {
            throw new AssertionError("no answer from " + request.uri(), failure);
        }
    }

    private static String target(Request request) {
        String target = request.target();
        return target == null ? pathAndQuery(request.uri()) : target;
    }

    private static String pathAndQuery(URI uri) {
        return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    }

    /** Starts to read; for a stream opened without. */
    public EventStreamClient read() {
        if (status == 200) {
            Thread reader = new Thread(this::readAll, "event-stream-client");
            reader.setDaemon(true);
            reader.start();
        }
        return this;
    }

    private void readAll() {
        try {
            String data = null;
            String id = null;
            InputStream text = header("Content-Encoding").equals("gzip") ? new GZIPInputStream(body) : body;
            for (String line = HttpLines.readOrEnd(text); line != null; line = HttpLines.readOrEnd(text)) {
                if (line.isEmpty()) {
                    if (data != null) {
                        check(id, data);
                        inbox.put(data);
                    }
                    data = null;
                    id = null;
                } else if (line.startsWith("data: ") && data == null) {
                    data = line.substring(6);
                } else if (line.startsWith("id: ") && data == null && id == null) {
                    id = line.substring(4);
                } else if (line.startsWith("retry: ") && retryMillis < 0) {
                    retryMillis = Long.parseLong(line.substring(7));
                    gate.countDown();
                } else {
                    inbox.fail(new AssertionError("an unexpected line: " + line));
                }
            }
            inbox.end();
        } catch (IOException broken) {
            inbox.end();
        } finally {
            gate.countDown();
        }
    }

    private void check(@Nullable String id, String data) {
        if (retryMillis < 0) {
            inbox.fail(new AssertionError("the stream does not start with retry but with: " + data));
        }
        StreamMessage message = StreamMessage.parse(data);
        boolean unfinished = message.json().has("part")
                && message.json().path("part").asInt()
                        < message.json().path("parts").asInt();
        // The id of an annotation is no position.
        boolean positionless = message.id().isEmpty() || unfinished || message.is("annotation");
        String expected = positionless ? null : message.id();
        if (expected == null ? id != null : !expected.equals(id)) {
            inbox.fail(new AssertionError("id line " + id + " of " + message));
        }
    }

    /** The status of the answer. */
    public int status() {
        return status;
    }

    /** A header of the answer, empty if it is not there. */
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** What the answer was spoken in: the version of its status line, or the name of Java's constant. */
    public String protocol() {
        return protocol;
    }

    /** What the stream's first line says; waits for it. */
    public long retryMillis() {
        try {
            if (!gate.await(Inbox.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("no retry line came");
            }
            return retryMillis;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** The whole body as text; for an answer that is no stream. */
    public String text() {
        try {
            String length = headers.get("Content-Length");
            byte[] bytes = length == null ? body.readAllBytes() : body.readNBytes(Integer.parseInt(length));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** How many bytes of the body were read so far, without what frames them. */
    public long bodyBytes() {
        return body.count();
    }

    /** Sends more than the request; only for a stream over a socket of our own. */
    void send(byte[] bytes) throws IOException {
        OutputStream out = ((Socket) connection).getOutputStream();
        out.write(bytes);
        out.flush();
    }

    /** Says that nothing more will be sent, and goes on reading; only for a stream over a socket of our own. */
    void endOutput() throws IOException {
        ((Socket) connection).shutdownOutput();
    }

    /** The port at this end; only for a stream over a socket of our own. */
    int localPort() {
        return ((Socket) connection).getLocalPort();
    }

    /** The messages. */
    public Inbox inbox() {
        return inbox;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
