package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.vertx.http.runtime.attribute.ExchangeAttribute;
import io.quarkus.vertx.http.runtime.attribute.ExchangeAttributeParser;
import io.quarkus.vertx.http.runtime.attribute.ReadOnlyAttributeException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The number of bytes in the access log, of requests to a server of Vert.x alone. */
class StreamedBytesTest {
    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<String> logged = new CompletableFuture<>();
    private final Router router = Router.router(vertx);
    private HttpServer server;

    @BeforeEach
    void listen() {
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** As Quarkus finds it, among all that are on the class path. */
    private static ExchangeAttribute attribute(String token) {
        return new ExchangeAttributeParser(StreamedBytesTest.class.getClassLoader(), List.of()).parse(token);
    }

    private void answer(String token, RoutingContext request, String body) {
        ExchangeAttribute bytes = attribute(token);
        request.addEndHandler(end -> logged.complete(bytes.readAttribute(request)));
        request.response().end(body);
    }

    private String logged() throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + "/");
        HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
        return logged.join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%b", "%B", "%{BYTES_SENT}"})
    void areAddedToWhatTheFrameworkHasWritten(String token) throws IOException, InterruptedException {
        router.get().handler(request -> {
            StreamedBytes streamed = StreamedBytes.of(request);
            streamed.add(1000);
            streamed.add(5_000_000_000L);
            answer(token, request, "four");
        });

        assertThat(logged()).isEqualTo("5000001004");
    }

    @ParameterizedTest
    @CsvSource({"%b, four, 4", "%B, four, 4", "%{BYTES_SENT}, four, 4", "%b, '', -", "%B, '', 0", "%{BYTES_SENT}, '', 0"
    })
    void areNotThereWhereNobodyCounts(String token, String body, String bytes)
            throws IOException, InterruptedException {
        router.get().handler(request -> answer(token, request, body));

        assertThat(logged()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%b", "%B", "%{BYTES_SENT}"})
    void cannotBeSet(String token) throws IOException, InterruptedException {
        router.get().handler(request -> {
            logged.complete(String.valueOf(
                    Assertions.catchThrowable(() -> attribute(token).writeAttribute(request, "7"))));
            request.response().end();
        });

        assertThat(logged()).contains(ReadOnlyAttributeException.class.getName());
    }
}
