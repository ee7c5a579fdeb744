package io.pulseboard.ingest.scrape;

import io.pulseboard.ingest.scrape.ScrapeFailure.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP exchange with a target, redirects included. Whatever the target does, it ends: with an answer, or with a failure by the
 * timeout at the latest, and then nothing of it goes on. Confined to its Vert.x context.
 */
final class Exchange {
    private static final int MAX_REDIRECTS = 10;

    private final Context context;
    private final HttpClient client;
    private final ScrapeTarget target;
    private final String accept;
    private final String userAgent;
    private final BodyBuffer body;

    private final Promise<Answer> answer = Promise.promise();
    private final Set<URI> visited = new HashSet<>();
    private @Nullable HttpClientRequest request;
    private boolean retried;
    private boolean ended;

    /**
     * An answer with status 200 whose content is complete.
     *
     * @param contentType null if it has none
     * @param gzip whether the content is compressed
     */
    record Answer(@Nullable String contentType, boolean gzip) {}

    /**
     * @param body gets the content as it comes, compressed if it is
     */
    Exchange(
            Context context, HttpClient client, ScrapeTarget target, String accept, String userAgent, BodyBuffer body) {
        this.context = context;
        this.client = client;
        this.target = target;
        this.accept = accept;
        this.userAgent = userAgent;
        this.body = body;
    }

    /** Asks the target. The future ends on the context; its only failure is a {@link ScrapeFailure}. */
    Future<Answer> start() {
        context.runOnContext(ignored -> {
            long timer = context.owner().setTimer(target.job().timeout().toMillis(), fired -> timeOut());
            answer.future().onComplete(done -> context.owner().cancelTimer(timer));
            send(target.url());
        });
        return answer.future();
    }

    private void timeOut() {
        fail(
                Reason.TIMEOUT,
                "no complete answer within " + target.job().timeout().toMillis() + " ms");
    }

    private void send(URI url) {
        if (!visited.add(url)) {
            fail(Reason.REDIRECT, "redirects in a circle, to " + url);
            return;
        }
        send(url, options(url));
    }

    private void send(URI url, RequestOptions options) {
        Future<HttpClientRequest> connected;
        try {
            connected = client.request(options);
        } catch (IllegalStateException e) {
            fail(Reason.CLOSED, "the client is closed, since the target is scraped no longer");
            return;
        }
        connected
                .onSuccess(ready -> {
                    if (ended) {
                        ready.reset();
                        return;
                    }
                    request = ready;
                    // The future of send tells all; without a handler Vert.x logs our own reset.
                    ready.exceptionHandler(cause -> {});
                    ready.send().onSuccess(response -> take(url, response)).onFailure(cause -> broken(url, cause));
                })
                .onFailure(cause -> fail(Reason.CONNECT, "no connection: " + describe(cause)));
    }

    private RequestOptions options(URI url) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url.toString())
                .setConnectTimeout(target.job().timeout().toMillis())
                .putHeader(HttpHeaders.ACCEPT, accept)
                .putHeader(HttpHeaders.ACCEPT_ENCODING, "gzip")
                .putHeader(HttpHeaders.USER_AGENT, userAgent)
                .putHeader("X-Prometheus-Scrape-Timeout-Seconds", seconds());
        // A redirect must not carry the secret to someone else.
        if (target.job().authorization() != null && sameOrigin(url, target.url())) {
            options.putHeader(HttpHeaders.AUTHORIZATION, target.job().authorization());
        }
        return options;
    }

    private String seconds() {
        return Double.toString(target.job().timeout().toMillis() / 1000.0);
    }

    private static boolean sameOrigin(URI a, URI b) {
        return a.getScheme().equals(b.getScheme()) && a.getRawAuthority().equals(b.getRawAuthority());
    }

    /** A kept connection may be closed by the target just as it is used again: that is worth one more try on a new one. */
    private void broken(URI url, Throwable cause) {
        if (cause instanceof HttpClosedException && !retried && !ended) {
            retried = true;
            send(url, options(url));
        } else {
            fail(Reason.CLOSED, "the connection broke: " + describe(cause));
        }
    }

    private void take(URI url, HttpClientResponse response) {
        // First of all, since Vert.x logs what nobody handles, and that is our own reset too.
        response.exceptionHandler(cause -> {
            if (response.request() == request) {
                fail(Reason.CLOSED, "the answer broke off: " + describe(cause));
            }
        });
        if (ended) {
            return;
        }
        switch (response.statusCode()) {
            case 200 -> read(response);
            case 301, 302, 303, 307, 308 -> redirect(url, response);
            default -> fail(Reason.STATUS, "status " + response.statusCode() + " instead of 200");
        }
    }

    private void redirect(URI url, HttpClientResponse response) {
        String location = response.getHeader(HttpHeaders.LOCATION);
        if (location == null || visited.size() > MAX_REDIRECTS) {
            fail(
                    Reason.REDIRECT,
                    location == null ? "redirects nowhere" : "redirects more than " + MAX_REDIRECTS + " times");
            return;
        }
        URI next;
        try {
            next = url.resolve(location);
        } catch (IllegalArgumentException e) {
            fail(Reason.REDIRECT, "redirects to what is no address");
            return;
        }
        String scheme = next.getScheme();
        if (next.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            fail(Reason.REDIRECT, "redirects to what is no http address");
            return;
        }
        abandonRequest();
        send(next);
    }

    private void read(HttpClientResponse response) {
        String type = response.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.strip().toLowerCase(Locale.ROOT).startsWith("text/html")) {
            fail(Reason.MEDIA_TYPE, "a web page (text/html) instead of metrics: is the path right?");
            return;
        }
        String encoding = response.getHeader(HttpHeaders.CONTENT_ENCODING);
        boolean gzip = encoding != null && encoding.strip().equalsIgnoreCase("gzip");
        if (encoding != null && !gzip && !encoding.strip().equalsIgnoreCase("identity")) {
            fail(Reason.ENCODING, "content encoding '" + encoding + "', which was not asked for");
            return;
        }
        response.handler(chunk -> {
            try {
                if (!ended) {
                    body.append(chunk);
                }
            } catch (ScrapeFailure e) {
                fail(e);
            }
        });
        response.endHandler(end -> {
            if (!ended) {
                ended = true;
                answer.complete(new Answer(type, gzip));
            }
        });
    }

    private void fail(Reason reason, String message) {
        fail(new ScrapeFailure(reason, message));
    }

    private void fail(ScrapeFailure failure) {
        if (!ended) {
            ended = true;
            abandonRequest();
            answer.fail(failure);
        }
    }

    /** Closes the connection, so that an answer without end is not read on. */
    private void abandonRequest() {
        HttpClientRequest current = request;
        request = null;
        if (current != null) {
            current.reset();
        }
    }

    private static String describe(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String said = message(cause);
        return said.contains(message(root)) ? said : said + ": " + message(root);
    }

    private static String message(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
