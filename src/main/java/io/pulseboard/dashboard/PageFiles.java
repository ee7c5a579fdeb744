package io.pulseboard.dashboard;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Serves the page's files from memory with {@code Cache-Control: no-cache} and an ETag of their content: a browser asks each time,
 * and a new version is seen at once, while an unchanged file costs a 304 without a body. (Quarkus's own handler would say
 * {@code immutable} for a day.) Compressed once, when a file is first asked for. What is not a file of the page is left to
 * whoever comes next. Runs on event loops; safe for use by any thread.
 */
@Singleton
final class PageFiles {
    private static final Logger LOG = Logger.getLogger(PageFiles.class);
    /** Behind the request guard, before Quarkus's own handlers. */
    private static final int PRIORITY = 100;

    private static final String ROOT = "META-INF/resources";
    private static final Pattern FILE =
            Pattern.compile("/(?:(?:app|compare|doctor|vendor)/(?:[\\w-]+/)*)?[\\w.-]*\\.(html|js|css|map|svg|txt)");
    /** Addresses of pages, which are no names of files. */
    private static final Map<String, String> PAGES =
            Map.of("/", "/index.html", "/compare", "/compare.html", "/doctor", "/doctor.html");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "map", "application/json",
            "svg", "image/svg+xml",
            "txt", "text/plain; charset=utf-8");

    private final boolean development = LaunchMode.current() == LaunchMode.DEVELOPMENT;
    private final ConcurrentHashMap<String, PageFile> files = new ConcurrentHashMap<>();

    void register(@Observes Filters filters) {
        filters.register(this::handle, PRIORITY);
    }

    private void handle(RoutingContext context) {
        HttpMethod method = context.request().method();
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        PageFile file = reads ? find(context.normalizedPath()) : null;
        if (file == null) {
            context.next();
        } else {
            answer(context.request(), context.response(), file);
        }
    }

    private @Nullable PageFile find(String path) {
        String name = PAGES.getOrDefault(path, path);
        Matcher matcher = FILE.matcher(name);
        if (!matcher.matches() || name.contains("..")) {
            return null;
        }
        // Only files that exist are kept, so that nobody can fill the map.
        PageFile known = development ? null : files.get(name);
        if (known == null) {
            known = read(name, matcher.group(1));
            if (known != null) {
                files.put(name, known);
            }
        }
        return known;
    }

    private static @Nullable PageFile read(String name, String extension) {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(ROOT + name)) {
            String type = TYPES.get(extension);
            return in == null || type == null ? null : PageFile.of(type, in.readAllBytes());
        } catch (IOException e) {
            LOG.warnf("page file unreadable name=%s reason=%s", name, e.getMessage());
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpServerRequest request, HttpServerResponse response, PageFile file) {
        String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        boolean gzip = accepted != null && accepted.contains("gzip") && !accepted.contains("gzip;q=0");
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.ETAG, file.entityTag(gzip))
                .putHeader(HttpHeaders.VARY, "Accept-Encoding");
        String held = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        if (held != null && file.isHeldBy(held)) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, file.contentType());
        if (gzip) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        if (request.method().equals(HttpMethod.HEAD)) {
            int length = (gzip ? file.compressed() : file.plain()).length();
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(length))
                    .end();
        } else {
            response.end(gzip ? file.compressed() : file.plain());
        }
    }
}
