package io.pulseboard.delivery;

import io.quarkus.vertx.http.runtime.attribute.ExchangeAttribute;
import io.quarkus.vertx.http.runtime.attribute.ExchangeAttributeBuilder;
import io.quarkus.vertx.http.runtime.attribute.ReadOnlyAttributeException;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * The access log's number of bytes sent ({@code %b}, {@code %B}, <code>%{BYTES_SENT}</code>) with those that went past the framework.
 * Where none did, it is the framework's own number.
 *
 * @param dashIfZero whether nothing is written as {@code -}, as the Common Log Format has it
 */
record StreamedBytesAttribute(boolean dashIfZero) implements ExchangeAttribute {
    @Override
    public String readAttribute(RoutingContext exchange) {
        StreamedBytes streamed = StreamedBytes.find(exchange);
        long bytes = exchange.response().bytesWritten() + (streamed == null ? 0 : streamed.bytes());
        return bytes == 0 && dashIfZero ? "-" : Long.toString(bytes);
    }

    @Override
    public void writeAttribute(RoutingContext exchange, String newValue) throws ReadOnlyAttributeException {
        throw new ReadOnlyAttributeException("Bytes sent", newValue);
    }

    /**
     * Found by {@link java.util.ServiceLoader} when the pattern of the access log is read. Quarkus looks with the class loader that
     * has its own libraries: in the packaged program that one has everything, in development mode and in a {@code @QuarkusTest} it
     * does not have us, and the number there is the framework's.
     */
    public static final class Builder implements ExchangeAttributeBuilder {
        /** Quarkus's own are from 0 to 100. */
        private static final int BEFORE_THE_BUILT_IN = 200;

        @Override
        public String name() {
            return "Bytes Sent";
        }

        @Override
        public @Nullable ExchangeAttribute build(String token) {
            return switch (token) {
                case "%b" -> new StreamedBytesAttribute(true);
                case "%B", "%{BYTES_SENT}" -> new StreamedBytesAttribute(false);
                default -> null;
            };
        }

        @Override
        public int priority() {
            return BEFORE_THE_BUILT_IN;
        }
    }
}
