package io.pulseboard.delivery.doctor;

import io.pulseboard.hub.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/** A probe over a WebSocket. */
record SocketProbe(WebSocketConnection connection) implements ProbeOutput {
    private static final Logger LOG = Logger.getLogger(SocketProbe.class);

    @Override
    public void send(String json) {
        run(connection.sendText(json));
    }

    @Override
    public void send(long number, String json) {
        send(json);
    }

    @Override
    public void complete() {
        run(connection.close(io.quarkus.websockets.next.CloseReason.NORMAL));
    }

    @Override
    public void shutDown() {
        CloseReason reason = CloseReason.SHUTDOWN;
        run(connection.close(new io.quarkus.websockets.next.CloseReason(reason.webSocketCode(), reason.text())));
    }

    /** That the client has gone is said when its connection is closed. */
    private static void run(Uni<Void> write) {
        write.subscribe().with(done -> {}, failure -> LOG.debug("probe not written", failure));
    }
}
