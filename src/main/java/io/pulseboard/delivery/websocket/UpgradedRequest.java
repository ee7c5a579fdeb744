package io.pulseboard.delivery.websocket;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.vertx.http.runtime.filters.QuarkusRequestWrapper;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The request that a WebSocket began as, where Quarkus wants to know when it is over: for its line in the access log, and for its
 * count of open requests. Quarkus hears of an end from Vert.x, and Vert.x tells of none after an upgrade, so that a WebSocket is
 * never logged and for ever open. There is no public way to say it ourselves.
 */
@RegisterForReflection(targets = QuarkusRequestWrapper.class, fields = false)
final class UpgradedRequest {
    private static final Logger LOG = Logger.getLogger(UpgradedRequest.class);
    private static final @Nullable Method DONE = done();

    private final QuarkusRequestWrapper request;

    private UpgradedRequest(QuarkusRequestWrapper request) {
        this.request = request;
    }

    private static @Nullable Method done() {
        try {
            Method done = QuarkusRequestWrapper.class.getDeclaredMethod("done");
            done.setAccessible(true);
            return done;
        } catch (ReflectiveOperationException changed) {
            LOG.debug("WebSockets will not be in the access log", changed);
            return null;
        }
    }

    /** The request as Quarkus holds it; null if Quarkus does not care when it ends, as there is no access log. */
    static @Nullable UpgradedRequest of(HttpServerRequest request) {
        boolean wrapped = request.getCookie(QuarkusRequestWrapper.FAKE_COOKIE_NAME)
                instanceof QuarkusRequestWrapper.QuarkusCookie;
        return wrapped ? new UpgradedRequest(QuarkusRequestWrapper.get(request)) : null;
    }

    /** The socket is closed. Once is enough, more does no harm. */
    void ended() {
        if (DONE != null) {
            try {
                DONE.invoke(request);
            } catch (IllegalAccessException | InvocationTargetException failure) {
                LOG.debug("a WebSocket is not in the access log", failure);
            }
        }
    }
}
