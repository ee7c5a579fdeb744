package bench;

import java.net.InetSocketAddress;

/**
 * A stream that can be opened.
 *
 * @param address where the server listens
 * @param path the path with its query
 * @param snapshotFirst whether the state is sent before the first update
 */
record Endpoint(Transport transport, InetSocketAddress address, String path, boolean snapshotFirst) {
    /** What the Host field says. */
    String authority() {
        return address.getHostString() + ":" + address.getPort();
    }

    /** A viewer of it. */
    Client client(int number, Client.Compression compression, Client.Receiver receiver) {
        return transport == Transport.SSE
                ? new SseClient(this, number, compression, receiver)
                : new WebSocketClient(this, number, compression, receiver);
    }
}
