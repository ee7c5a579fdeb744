package io.pulseboard.delivery.websocket;

import io.pulseboard.delivery.StreamAdmission;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Turns upgrades away while the server is full, and remembers of the others what the open socket does not tell any more. */
@Singleton
public class WebSocketUpgrade implements HttpUpgradeCheck {
    /** The connection below the socket. */
    static final TypedKey<ConnectionBase> CONNECTION = new TypedKey<>("pulseboard.connection");

    /** The client's address, without port. */
    static final TypedKey<String> ADDRESS = TypedKey.forString("pulseboard.address");

    /** The request, where somebody waits for its end. */
    static final TypedKey<UpgradedRequest> REQUEST = new TypedKey<>("pulseboard.request");

    private final StreamAdmission admission;

    WebSocketUpgrade(StreamAdmission admission) {
        this.admission = admission;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        HttpServerRequest request = context.httpRequest();
        SocketAddress remote = request.remoteAddress();
        String address = remote == null ? "" : String.valueOf(remote.hostAddress());
        if (admission.full(address) != null) {
            return CheckResult.rejectUpgrade(
                    503, Map.of("Retry-After", List.of(String.valueOf(StreamAdmission.RETRY_AFTER_SECONDS))));
        }
        context.userData().put(ADDRESS, address);
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
