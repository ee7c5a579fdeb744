package io.pulseboard.delivery.websocket;

import io.pulseboard.delivery.AnnotationAccess;
import io.pulseboard.delivery.CompressionConfig;
import io.pulseboard.delivery.DeflatedMessages;
import io.pulseboard.delivery.StreamAdmission;
import io.pulseboard.http.Problem;
import io.pulseboard.http.Refusals;
import io.quarkus.websockets.next.HandshakeRequest;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns upgrades away while the server is full, and remembers of the others what the open socket does not tell any more. */
@Singleton
public class WebSocketUpgrade implements HttpUpgradeCheck {
    /** The connection below the socket. */
    static final TypedKey<ConnectionBase> CONNECTION = new TypedKey<>("pulseboard.connection");

    /** The client's address, without port. */
    static final TypedKey<String> ADDRESS = TypedKey.forString("pulseboard.address");

    /** Whether the client showed at the handshake what it takes to annotate. */
    static final TypedKey<Boolean> MAY_ANNOTATE = TypedKey.forBoolean("pulseboard.may-annotate");

    /** The request, where somebody waits for its end, and may want its headers then. */
    static final TypedKey<UpgradedRequest> REQUEST = new TypedKey<>("pulseboard.request");

    /** The headers of the handshake as Vert.x keeps them, where nobody will want them any more once the socket is open. */
    static final TypedKey<MultiMap> HEADERS = new TypedKey<>("pulseboard.headers");

    /** There if messages are compressed. */
    static final TypedKey<DeflatedMessages> DEFLATED = new TypedKey<>("pulseboard.deflated");

    /** After those who guard and authorize, before the endpoint. */
    private static final int BEFORE_THE_ENDPOINT = -1;

    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";

    private final StreamAdmission admission;
    private final AnnotationAccess annotations;
    private final Refusals refusals;
    private final boolean compresses;
    private final int maxMessageBytes;

    WebSocketUpgrade(
            StreamAdmission admission,
            AnnotationAccess annotations,
            Refusals refusals,
            CompressionConfig compression,
            WebSocketConfig config) {
        this.admission = admission;
        this.annotations = annotations;
        this.refusals = refusals;
        this.compresses = compression.compresses();
        this.maxMessageBytes = config.maxMessageBytes();
    }

    /** A check cannot say why in the body of its refusal, a route can. */
    void register(@Observes Router router) {
        router.get(StreamSocket.PATH).order(BEFORE_THE_ENDPOINT).handler(this::check);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!request.headers().contains(HandshakeRequest.SEC_WEBSOCKET_KEY)) {
            context.next();
            return;
        }
        Problem full = admission.full(address(request));
        if (full != null) {
            refusals.refuse(context, 503, full);
            return;
        }
        try {
            extension(request);
        } catch (IllegalArgumentException malformed) {
            // RFC 6455, section 9.1: then the handshake has to fail.
            String message = String.valueOf(malformed.getMessage());
            refusals.refuse(context, 400, Problem.ofParameter("bad_parameter", message, EXTENSIONS));
            return;
        }
        context.next();
    }

    /** What to answer to the extensions offered, null for nothing. */
    private @Nullable PermessageDeflate extension(HttpServerRequest request) {
        return compresses
                ? PermessageDeflate.answer(
                        ExtensionOffer.parse(request.headers().getAll(EXTENSIONS)))
                : null;
    }

    private static String address(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote == null ? "" : String.valueOf(remote.hostAddress());
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        HttpServerRequest request = context.httpRequest();
        joinProtocols(request.headers());
        context.userData().put(ADDRESS, address(request));
        context.userData().put(MAY_ANNOTATE, annotations.admits(request));
        UpgradedRequest upgraded = UpgradedRequest.of(request);
        if (upgraded != null) {
            context.userData().put(REQUEST, upgraded);
        } else {
            context.userData().put(HEADERS, request.headers());
        }
        if (!(request.connection() instanceof ConnectionBase connection)) {
            return CheckResult.permitUpgrade();
        }
        context.userData().put(CONNECTION, connection);
        PermessageDeflate extension = extension(request);
        if (extension == null) {
            return CheckResult.permitUpgrade();
        }
        context.userData().put(DEFLATED, new DeflatedMessages(extension.contextTakeover()));
        DeflateHandshake.await(connection.channel(), maxMessageBytes);
        return CheckResult.permitUpgrade(Map.of(EXTENSIONS, List.of(extension.header())));
    }

    /** Section 11.3.4 of RFC 6455 lets a client offer in several fields; Netty, which chooses, looks at the first. */
    private static void joinProtocols(MultiMap headers) {
        List<String> offers = headers.getAll(PROTOCOL);
        if (offers.size() > 1) {
            headers.set(PROTOCOL, String.join(",", offers));
        }
    }

    @Override
    public boolean appliesTo(String endpointId) {
        return StreamSocket.ID.equals(endpointId);
    }
}
