package io.pulseboard.http;

import io.quarkus.micrometer.runtime.binder.vertx.HttpRequestMetric;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;

/**
 * Keeps clients from making label values. Quarkus counts a request under the path it was sent to unless an endpoint has matched, so
 * whoever sends enough different paths, refused ones too, uses up the values that the label may have.
 */
final class PathLabel {
    private static final String OTHER = "/other";
    /** Quarkus leaves these out by itself. */
    private static final String NOT_COUNTED = "/q/";

    private PathLabel() {}

    /** Counts the request under one common name, unless an endpoint matches later. */
    static void bound(RoutingContext context) {
        String path = context.request().path();
        boolean counted = path == null || !path.startsWith(NOT_COUNTED);
        if (counted
                && context.request() instanceof HttpServerRequestInternal request
                && request.metric() instanceof HttpRequestMetric metric) {
            metric.setTemplatePath(OTHER);
        }
    }
}
