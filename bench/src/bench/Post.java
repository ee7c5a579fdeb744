package bench;

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
    private final String head;

    /**
     * @param headers further header lines, each ended by CR LF
     */
    Post(InetSocketAddress address, String path, String headers) throws IOException {
        socket = new Socket(address.getAddress(), address.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
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
        return answer(socket.getInputStream());
    }

    private static String answer(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            head.append((char) next);
        }
        int length = head.toString()
                .toLowerCase(Locale.ROOT)
                .lines()
                .filter(line -> line.startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
                .findFirst()
                .orElse(0);
        in.readNBytes(length);
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
