package bench;

import java.net.InetSocketAddress;

/**
 * A stream that can be opened.
 *
 * @param address where the server listens
 * @param path the path with its query
 * @param snapshotFirst whether the state is sent before the first update
 * @param receiveBuffer the kernel's receive buffer of a viewer in bytes, 0 for its default
 */
record Endpoint(Transport transport, InetSocketAddress address, String path, boolean snapshotFirst, int receiveBuffer) {
    /** One whose viewers have the default receive buffer. */
    Endpoint(Transport transport, InetSocketAddress address, String path, boolean snapshotFirst) {
        this(transport, address, path, snapshotFirst, 0);
    }

    /** The same with another receive buffer. */
    Endpoint withReceiveBuffer(int bytes) {
        return new Endpoint(transport, address, path, snapshotFirst, bytes);
    }

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
