package io.pulseboard.delivery.doctor;

import io.pulseboard.hub.CloseReason;
import io.quarkus.websockets.next.InboundProcessingMode;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** A probe over a WebSocket, on the connection's event loop. */
@WebSocket(
        path = DoctorSocket.PATH,
        endpointId = DoctorSocket.ID,
        inboundProcessingMode = InboundProcessingMode.CONCURRENT)
public class DoctorSocket {
    static final String ID = "doctor-ws";
    static final String PATH = "/doctor/ws";

    private static final Logger LOG = Logger.getLogger(DoctorSocket.class);
    private static final TypedKey<Probe> PROBE = new TypedKey<>("pulseboard.doctor.probe");

    private final Probes probes;

    DoctorSocket(Probes probes) {
        this.probes = probes;
    }

    /** Starts the probe that the URL asks for. */
    @OnOpen
    @NonBlocking
    public Uni<Void> open(WebSocketConnection connection) {
        ProbePlan plan = connection.userData().remove(DoctorUpgrade.PLAN);
        String address = connection.userData().remove(DoctorUpgrade.ADDRESS);
        if (plan == null || address == null) {
            return close(connection, CloseReason.INTERNAL_ERROR);
        }
        Probe probe = new Probe(plan, address, InstantSource.system(), probes, new SocketProbe(connection));
        if (probes.enter(probe) != null) {
            return close(connection, CloseReason.TOO_MANY_STREAMS);
        }
        connection.userData().put(PROBE, probe);
        probe.start("identity");
        return Uni.createFrom().voidItem();
    }

    /** Nothing is understood: a probe goes one way. */
    @OnTextMessage
    @NonBlocking
    public Uni<Void> text(WebSocketConnection connection, String message) {
        return close(connection, CloseReason.UNSUPPORTED_DATA);
    }

    /** Nothing is understood: a probe goes one way. */
    @OnBinaryMessage
    @NonBlocking
    public Uni<Void> binary(WebSocketConnection connection, Buffer message) {
        return close(connection, CloseReason.UNSUPPORTED_DATA);
    }

    private static Uni<Void> close(WebSocketConnection connection, CloseReason reason) {
        return connection.close(new io.quarkus.websockets.next.CloseReason(reason.webSocketCode(), reason.text()));
    }

    /** The client has gone, or was closed. */
    @OnClose
    @NonBlocking
    public Uni<Void> close(WebSocketConnection connection) {
        Probe probe = connection.userData().remove(PROBE);
        if (probe != null) {
            probe.left();
        }
        return Uni.createFrom().voidItem();
    }

    /** A connection that breaks is everyday life, and here it is what is looked for. */
    @OnError
    @NonBlocking
    public Uni<Void> error(WebSocketConnection connection, Throwable failure) {
        LOG.debugf(failure, "probe failed connection=%s", connection.id());
        return Uni.createFrom().voidItem();
    }
}
