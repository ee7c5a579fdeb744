package io.pulseboard.delivery.websocket;

import io.pulseboard.delivery.StreamAdmission;
import io.pulseboard.http.Problem;
import io.pulseboard.http.Refusals;
import io.quarkus.websockets.next.HandshakeRequest;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Turns upgrades away while the server is full, and remembers of the others what the open socket does not tell any more. */
@Singleton
public class WebSocketUpgrade implements HttpUpgradeCheck {
    /** The connection below the socket. */
    static final TypedKey<ConnectionBase> CONNECTION = new TypedKey<>("pulseboard.connection");

    /** The client's address, without port. */
    static final TypedKey<String> ADDRESS = TypedKey.forString("pulseboard.address");

    /** The request, where somebody waits for its end. */
    static final TypedKey<UpgradedRequest> REQUEST = new TypedKey<>("pulseboard.request");

    /** After those who guard and authorize, before the endpoint. */
    private static final int BEFORE_THE_ENDPOINT = -1;

    private final StreamAdmission admission;
    private final Refusals refusals;

    WebSocketUpgrade(StreamAdmission admission, Refusals refusals) {
        this.admission = admission;
        this.refusals = refusals;
    }

    /** A check cannot say why in the body of its refusal, a route can. */
    void register(@Observes Router router) {
        router.get(StreamSocket.PATH).order(BEFORE_THE_ENDPOINT).handler(this::requireRoom);
    }

    private void requireRoom(RoutingContext context) {
        boolean upgrade = context.request().headers().contains(HandshakeRequest.SEC_WEBSOCKET_KEY);
        Problem full = upgrade ? admission.full(address(context.request())) : null;
        if (full == null) {
            context.next();
        } else {
            refusals.refuse(context, 503, full);
        }
    }

    private static String address(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote == null ? "" : String.valueOf(remote.hostAddress());
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        HttpServerRequest request = context.httpRequest();
        context.userData().put(ADDRESS, address(request));
        if (request.connection() instanceof ConnectionBase connection) {
            context.userData().put(CONNECTION, connection);
        }
        UpgradedRequest upgraded = UpgradedRequest.of(request);
        if (upgraded != null) {
            context.userData().put(REQUEST, upgraded);
        }
        return CheckResult.permitUpgrade();
    }

    @Override
    public boolean appliesTo(String endpointId) {
        return StreamSocket.ID.equals(endpointId);
    }
}
