package bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Posts bodies over one connection that stays open, head and body in one write. */
final class Post implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final String head;

    /**
     * @param headers further header lines, each ended by CR LF
     */
    Post(InetSocketAddress address, String path, String headers) throws IOException {
        socket = new Socket(address.getAddress(), address.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        in = new BufferedInputStream(socket.getInputStream());
        head = "POST " + path + " HTTP/1.1\r\nHost: " + address.getHostString() + "\r\n" + headers + "Content-Length: ";
    }

    /** Posts a body and waits for the answer; one that is not 2xx is an error. */
    void send(byte[] body) throws IOException {
        String answer = exchange(body);
        if (!answer.startsWith("HTTP/1.1 2")) {
            throw new IOException("refused: " + answer.lines().findFirst().orElse(""));
        }
    }

    /** Posts a body and waits for the answer; only one that blames the server is an error. */
    void sendAnyway(byte[] body) throws IOException {
        String answer = exchange(body);
        if (answer.startsWith("HTTP/1.1 5")) {
            throw new IOException("failed: " + answer.lines().findFirst().orElse(""));
        }
    }

    private String exchange(byte[] body) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream(body.length + 256);
        request.writeBytes((head + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        socket.getOutputStream().write(request.toByteArray());
        return answer(in);
    }

    private static String answer(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        String line = line(in);
        int length = 0;
        boolean chunked = false;
        while (!line.isEmpty()) {
            head.append(line).append("\r\n");
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).trim());
            }
            chunked |= lower.equals("transfer-encoding: chunked");
            line = line(in);
        }
        if (chunked) {
            for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
                in.skipNBytes(size + 2);
            }
            line(in);
        } else {
            in.skipNBytes(length);
        }
        return head.toString();
    }

    /** A line without its CR LF. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
