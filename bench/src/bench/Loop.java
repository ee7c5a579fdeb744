package bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A share of the clients on one thread and one selector. Everything in it belongs to that thread; {@link #measure} and {@link #stop}
 * are the only calls from outside while it runs, and the results are read after it ended.
 */
final class Loop implements Runnable {
    private static final int PERIOD_MILLIS = 10;

    private final InetSocketAddress server;
    private final int connectsPerPeriod;
    private final Queue<Client> waiting = new ArrayDeque<>();
    private final List<Client> clients = new ArrayList<>();
    private final Latency latency = new Latency();
    private final Map<String, Long> types = new TreeMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);
    private final MessageHead head = new MessageHead();
    private long arrival;
    private long bytes;
    private boolean recording;
    private volatile boolean measuring;
    private volatile boolean stopped;
    private volatile int connected;

    /**
     * @param connectsPerSecond how fast clients are opened, so that no listen queue overflows
     */
    Loop(InetSocketAddress server, int connectsPerSecond) {
        this.server = server;
        this.connectsPerPeriod = Math.max(1, connectsPerSecond * PERIOD_MILLIS / 1000);
    }

    /** Adds a client before the start; the function is given what a client needs. */
    void add(Function<Loop, Client> client) {
        Client added = client.apply(this);
        waiting.add(added);
        clients.add(added);
    }

    MessageHead head() {
        return head;
    }

    /** Takes one whole message in. */
    void onMessage(Client client, MessageHead message) {
        String type = message.type();
        if (recording) {
            types.merge(type, 1L, Long::sum);
            if (type.equals("update")) {
                latency.record(arrival - message.timestamp());
            }
        }
        boolean fresh = !client.coverage().started();
        client.coverage().accept(type, message);
        if (fresh && client.coverage().started()) {
            connected++; // written by this thread alone
        }
    }

    /** From now on everything counts. */
    void measure() {
        measuring = true;
    }

    /** Ends the loop after the current round. */
    void stop() {
        stopped = true;
    }

    /** Clients that have received their first snapshot. */
    int connected() {
        return connected;
    }

    List<Client> clients() {
        return clients;
    }

    Latency latency() {
        return latency;
    }

    Map<String, Long> types() {
        return types;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void run() {
        try (Selector selector = Selector.open()) {
            while (!stopped) {
                connectSome(selector);
                selector.select(this::onReady, PERIOD_MILLIS);
                startRecording();
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void startRecording() {
        if (measuring && !recording) {
            recording = true;
            clients.forEach(client -> client.coverage().restart());
        }
    }

    private void connectSome(Selector selector) throws IOException {
        for (int i = 0; i < connectsPerPeriod && !waiting.isEmpty(); i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            boolean done = channel.connect(server);
            channel.register(selector, done ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, waiting.remove());
        }
    }

    private void onReady(SelectionKey key) {
        Client client = (Client) key.attachment();
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            if (key.isReadable()) {
                read(channel, client);
            } else {
                open(channel, key, client);
            }
            if (!client.failure().isEmpty()) {
                channel.close();
            }
        } catch (IOException e) {
            client.fail(String.valueOf(e.getMessage()));
            close(channel);
        }
    }

    private static void open(SocketChannel channel, SelectionKey key, Client client) throws IOException {
        if (channel.finishConnect()) {
            // A request is far smaller than an empty socket buffer.
            channel.write(client.request());
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    private void read(SocketChannel channel, Client client) throws IOException {
        buffer.clear();
        int count = channel.read(buffer);
        arrival = System.currentTimeMillis();
        if (count < 0) {
            client.fail("the server closed the connection");
            return;
        }
        if (recording) {
            bytes += count;
        }
        client.onBytes(buffer.flip());
        ByteBuffer reply = client.reply();
        if (reply != null) {
            channel.write(reply);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
