package io.pulseboard.delivery.websocket;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * Switches off the compression of single frames, which Vert.x offers by default and Quarkus has no key for. Besides a deflater per
 * connection it would cost us the check of reserved bits: with any extension supported, the decoder lets them all pass. The one
 * extension there is, {@link PermessageDeflate}, is ours, and checks them.
 */
@Singleton
final class NoExtensions implements HttpServerOptionsCustomizer {
    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setPerFrameWebSocketCompressionSupported(false);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        options.setPerFrameWebSocketCompressionSupported(false);
    }
}
