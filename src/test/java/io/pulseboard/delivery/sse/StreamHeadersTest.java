package io.pulseboard.delivery.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** The head of the event stream, as browsers and proxies see it. */
@QuarkusTest
final class StreamHeadersTest {
    @TestHTTPResource("/metrics/stream")
    @SuppressWarnings("NullAway.Init")
    URI stream;

    @Test
    void anEventSourceGetsAnEventStream() throws IOException, InterruptedException {
        HttpHeaders headers = headersFor("empty");

        assertThat(headers.firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
    }

    @Test
    void aNavigationGetsTextThatTheBrowserShows() throws IOException, InterruptedException {
        HttpHeaders headers = headersFor("document");

        assertThat(headers.firstValue("Content-Type").orElse("")).isEqualToIgnoringCase("text/plain;charset=utf-8");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void noProxyMayHoldEventsBack() throws IOException, InterruptedException {
        HttpHeaders headers = headersFor("empty");

        assertThat(headers.firstValue("Cache-Control")).contains("no-store, no-transform");
        assertThat(headers.firstValue("X-Accel-Buffering")).contains("no");
    }

    private HttpHeaders headersFor(String destination) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(stream)
                .header("Sec-Fetch-Dest", destination)
                .build();
        HttpResponse<InputStream> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
        // The stream has no end: closing it is how a viewer leaves.
        response.body().close();
        return response.headers();
    }
}
