package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * A share of the clients on one thread and one selector. All belongs to that thread; others use {@link #submit}, {@link #ask} and
 * {@link #stop}.
 */
final class Loop implements Runnable, Client.Receiver {
    private static final int PERIOD_MILLIS = 10;
    // Connections from one address to one port are limited by the ephemeral ports, 28,232 by default.
    private static final int CLIENTS_PER_ADDRESS = 20_000;

    private final int connectsPerPeriod;
    private final Selector selector;
    private final Queue<Runnable> submitted = new ConcurrentLinkedQueue<>();
    private final Queue<Client> waiting = new ArrayDeque<>();
    private final List<Client> clients = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 17);
    private final MessageHead head = new MessageHead();
    private Tally tally = new Tally();
    private boolean recording;
    private long arrival;
    private volatile boolean stopped;

    /**
     * @param connectsPerSecond how fast clients are opened, so that no listen queue overflows
     */
    Loop(int connectsPerSecond) {
        this.connectsPerPeriod = Math.max(1, connectsPerSecond * PERIOD_MILLIS / 1000);
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has something done on the loop's thread. */
    void submit(Runnable task) {
        submitted.add(task);
        selector.wakeup();
    }

    /** Has something done on the loop's thread and waits for the result. */
    <T> T ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        submit(() -> answer.complete(question.get()));
        return answer.join();
    }

    /** Ends the loop after the current round; the connections are reset. */
    void stop() {
        stopped = true;
        selector.wakeup();
    }

    /** Adds a client, to be connected when it is its turn. On the loop's thread. */
    void add(Client client) {
        clients.add(client);
        waiting.add(client);
    }

    /** All clients. On the loop's thread. */
    List<Client> clients() {
        return clients;
    }

    /** From now on everything counts, from zero. On the loop's thread. */
    void startRecording() {
        tally = new Tally();
        recording = true;
        clients.forEach(client -> client.coverage().restart());
    }

    /** Nothing counts any more, but coverage goes on. On the loop's thread. */
    Tally stopRecording() {
        recording = false;
        return tally;
    }

    /** Stops or goes on reading from a client's socket. On the loop's thread. */
    void reading(Client client, boolean on) {
        client.reading(on);
        if (client.key() != null && client.key().isValid()) {
            client.key().interestOps(on ? SelectionKey.OP_READ : 0);
        }
    }

    /** Resets a client's connection; {@link #reopen} comes back from the last position. On the loop's thread. */
    void cut(Client client) {
        if (client.key() != null) {
            abort((SocketChannel) client.key().channel());
        }
        client.reset();
    }

    /** Opens a new connection for a client at once. On the loop's thread. */
    void reopen(Client client) {
        connect(client);
    }

    @Override
    public void onMessage(Client client, byte[] bytes, int from, int to, int length) {
        head.read(bytes, from, to);
        if (recording) {
            // What was replayed after a new connection is older than the connection, and says nothing of latency.
            tally.message(head, length, arrival, client.openedAt());
        }
        client.coverage().accept(head);
    }

    @Override
    public void onUnread(Client client) {
        if (recording) {
            tally.unread();
        }
    }

    @Override
    public void run() {
        try (selector) {
            while (!stopped) {
                connectSome();
                selector.select(this::onReady, waiting.isEmpty() ? 1000 : PERIOD_MILLIS);
                Runnable task;
                while ((task = submitted.poll()) != null) {
                    task.run();
                }
            }
            selector.keys().forEach(key -> abort((SocketChannel) key.channel()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void connectSome() {
        for (int i = 0; i < connectsPerPeriod && !waiting.isEmpty(); i++) {
            connect(waiting.remove());
        }
    }

    private void connect(Client client) {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (client.endpoint().receiveBuffer() > 0) {
                channel.setOption(
                        StandardSocketOptions.SO_RCVBUF, client.endpoint().receiveBuffer());
            }
            InetSocketAddress server = client.endpoint().address();
            if (client.number() >= CLIENTS_PER_ADDRESS && server.getAddress().isLoopbackAddress()) {
                channel.bind(new InetSocketAddress(source(client.number()), 0));
            }
            boolean done = channel.connect(server);
            client.key(channel.register(selector, done ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, client));
        } catch (IOException e) {
            client.fail("cannot connect: " + e.getMessage());
        }
    }

    private static InetAddress source(int number) throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (1 + number / CLIENTS_PER_ADDRESS)});
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
            abort(channel);
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
        int count = channel.read(buffer.clear());
        arrival = System.currentTimeMillis();
        if (count < 0) {
            client.fail("the server closed the connection");
            return;
        }
        if (recording) {
            tally.bytes(count);
        }
        client.onBytes(buffer.array(), 0, count);
        ByteBuffer reply = client.reply();
        if (reply != null) {
            channel.write(reply);
        }
    }

    // With a reset no port is left waiting, so that the next run finds them all.
    private static void abort(SocketChannel channel) {
        try {
            if (channel.isConnected()) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
