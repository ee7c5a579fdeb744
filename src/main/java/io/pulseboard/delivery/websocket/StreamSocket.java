package io.pulseboard.delivery.websocket;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pulseboard.delivery.Annotator;
import io.pulseboard.delivery.DeflatedMessages;
import io.pulseboard.delivery.SentBytes;
import io.pulseboard.delivery.StreamAdmission;
import io.pulseboard.hub.CloseReason;
import io.pulseboard.hub.Hub;
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
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Objects;
import java.util.concurrent.Executor;

/** The WebSocket endpoint: one {@link SocketSession} per connection, on the connection's event loop. */
@WebSocket(
        path = StreamSocket.PATH,
        endpointId = StreamSocket.ID,
        inboundProcessingMode = InboundProcessingMode.CONCURRENT)
public class StreamSocket {
    static final String ID = "metrics-ws";
    static final String PATH = "/metrics/ws";

    private static final TypedKey<SocketSession> SESSION = new TypedKey<>("pulseboard.session");

    private final Hub hub;
    private final StreamAdmission admission;
    private final ObjectMapper json;
    private final WebSocketConfig config;
    private final Annotator annotator;
    private final SentBytes sent;
    private final FrameworkCounters counters;

    StreamSocket(
            Hub hub,
            StreamAdmission admission,
            ObjectMapper json,
            WebSocketConfig config,
            Annotator annotator,
            SentBytes sent,
            FrameworkCounters counters) {
        this.hub = hub;
        this.admission = admission;
        this.json = json;
        this.config = config;
        this.annotator = annotator;
        this.sent = sent;
        this.counters = counters;
    }

    /** Starts the stream that the URL asks for. */
    @OnOpen
    @NonBlocking
    public Uni<Void> open(WebSocketConnection connection) {
        // Taken out, not read: what stays here stays for as long as the socket is open.
        String address = connection.userData().remove(WebSocketUpgrade.ADDRESS);
        ConnectionBase below = connection.userData().remove(WebSocketUpgrade.CONNECTION);
        boolean mayAnnotate = Boolean.TRUE.equals(connection.userData().remove(WebSocketUpgrade.MAY_ANNOTATE));
        DeflatedMessages deflated = connection.userData().remove(WebSocketUpgrade.DEFLATED);
        MultiMap headers = connection.userData().remove(WebSocketUpgrade.HEADERS);
        if (headers != null) {
            // Quarkus has copied them into the handshake request. A browser's are a kilobyte or two, for each viewer.
            headers.clear();
        }
        if (address == null || below == null || admission.enter(address) != null) {
            CloseReason full = CloseReason.TOO_MANY_STREAMS;
            return connection.close(new io.quarkus.websockets.next.CloseReason(full.webSocketCode(), full.text()));
        }
        Executor loop = ((ContextInternal) Objects.requireNonNull(Vertx.currentContext())).nettyEventLoop();
        SocketSession session = new SocketSession(
                hub,
                connection,
                below,
                deflated,
                sent.webSockets(),
                counters,
                loop,
                json,
                new MessageRate(config.maxMessagesPerSecond(), System::nanoTime),
                annotator,
                mayAnnotate,
                () -> admission.leave(address));
        connection.userData().put(SESSION, session);
        FrameViolations.watch(below.channel(), config.maxMessageBytes(), session::closing);
        session.open(connection.handshakeRequest().query());
        return Uni.createFrom().voidItem();
    }

    /** Does what the client asks for. */
    @OnTextMessage
    @NonBlocking
    public Uni<Void> text(WebSocketConnection connection, String message) {
        SocketSession session = connection.userData().get(SESSION);
        if (session != null) {
            session.receive(message);
        }
        return Uni.createFrom().voidItem();
    }

    /** Does what the client asks for. */
    @OnBinaryMessage
    @NonBlocking
    public Uni<Void> binary(WebSocketConnection connection, Buffer message) {
        SocketSession session = connection.userData().get(SESSION);
        if (session != null) {
            session.receive(message);
        }
        return Uni.createFrom().voidItem();
    }

    /** The client has gone, or was closed. */
    @OnClose
    @NonBlocking
    public Uni<Void> close(WebSocketConnection connection) {
        SocketSession session = connection.userData().remove(SESSION);
        if (session != null) {
            session.closed();
        }
        UpgradedRequest request = connection.userData().remove(WebSocketUpgrade.REQUEST);
        if (request != null) {
            request.ended();
        }
        return Uni.createFrom().voidItem();
    }

    /** A connection that breaks is everyday life; its end is counted in {@link #close}. */
    @OnError
    @NonBlocking
    public Uni<Void> error(WebSocketConnection connection, Throwable failure) {
        SocketSession session = connection.userData().get(SESSION);
        return session == null ? Uni.createFrom().voidItem() : session.failed(failure);
    }
}
