package io.pulseboard.http;

import io.smallrye.config.Secret;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of browsers: who shows the token of {@code pulseboard.ingest.token} once gets a cookie that stands for it, since a page
 * can set headers neither for an EventSource nor for a WebSocket. Nothing is kept here: see {@link SessionCookie}. A session counts
 * for what asks {@link #refusal}, and only for requests of our own pages; it does not open what needs the token itself. Safe for use
 * by any thread.
 */
@Singleton
public final class Sessions implements WriteRule {
    /** Where sessions begin and end. */
    public static final String PATH = "/session";

    /** What a 401 asks for here. Not {@code Basic}: browsers open a window of their own for that, in the middle of our page. */
    static final String CHALLENGE = "Bearer realm=\"pulseboard\"";

    /** How many wrong tokens there may be in a minute, of everybody together. */
    static final int WRONG_PER_MINUTE = 10;

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(400);

    /** How many cookies of the name are looked at: more than one come only where other paths or domains have set some. */
    private static final int MOST_COOKIES = 8;

    private static final Pattern SEMICOLON = Pattern.compile(";");
    private static final AllowedOrigins NO_OTHER = new AllowedOrigins(List.of());

    private final WriteAccess access;
    private final Duration maxAge;
    private final @Nullable SessionCookie cookie;
    private final PerMinute wrong;

    @Inject
    Sessions(WriteAccess access, WriteConfig writing, SessionConfig sessions) {
        this(access, writing.token().map(Secret::get), sessions.maxAge(), InstantSource.system(), System::nanoTime);
    }

    /**
     * @throws IllegalArgumentException if the duration makes no sense, naming the setting
     */
    Sessions(WriteAccess access, Optional<String> token, Duration maxAge, InstantSource clock, LongSupplier nanoTime) {
        if (maxAge.compareTo(SHORTEST) < 0 || maxAge.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "pulseboard.session.max-age = " + maxAge + " is not between " + SHORTEST + " and " + LONGEST);
        }
        this.access = access;
        this.maxAge = maxAge;
        this.cookie = token.map(key -> new SessionCookie(key, clock)).orElse(null);
        this.wrong = new PerMinute(WRONG_PER_MINUTE, nanoTime);
    }

    @Override
    public boolean governs(HttpMethod method, @Nullable String path) {
        return PATH.equals(path) && (method.equals(HttpMethod.POST) || method.equals(HttpMethod.DELETE));
    }

    /** Whoever comes from our own page or from no page at all may begin and end a session: a listed origin has no use for a cookie. */
    @Override
    public @Nullable ProblemException judge(HttpServerRequest request) {
        if (isOwn(request)) {
            return null;
        }
        return new ProblemException(
                403,
                Problem.ofParameter(
                        "origin_not_allowed",
                        "sessions are for this server's own pages, not for those of origin '"
                                + Excerpt.of(request.getHeader(HttpHeaders.ORIGIN)) + "'",
                        "Origin"));
    }

    /**
     * Begins a session.
     *
     * @param token what the browser has shown
     * @return the value of {@code Set-Cookie}
     * @throws ProblemException 401 if the token is wrong, 403 if there is none to show, 429 with {@code Retry-After} for right and
     *     wrong ones alike while there were too many wrong ones
     */
    public String begin(String token, HttpServerRequest request) {
        return SessionCookie.NAME + "=" + value(token) + attributes(maxAge, request);
    }

    /** The value of a cookie for the token. */
    String value(String token) {
        SessionCookie made = cookie;
        if (made == null) {
            throw new ProblemException(403, WriteAccess.closed());
        }
        // One at a time, else many guesses at once would all be looked at before the first is counted.
        synchronized (wrong) {
            int seconds = wrong.full();
            if (seconds > 0) {
                throw ProblemException.retryAfter(
                        seconds,
                        Problem.of(
                                "too_many_attempts",
                                "there were " + WRONG_PER_MINUTE + " wrong tokens within a minute: try again in "
                                        + seconds + " s"));
            }
            if (!access.isToken(token)) {
                wrong.admit();
                throw unauthorized("this is not the token of " + WriteAccess.KEY, "token");
            }
        }
        return made.value(maxAge);
    }

    /** The value of {@code Set-Cookie} that ends the session of a browser. */
    public String end(HttpServerRequest request) {
        return SessionCookie.NAME + "=" + attributes(Duration.ZERO, request);
    }

    private static String attributes(Duration maxAge, HttpServerRequest request) {
        String secure = "https".equals(request.scheme()) ? "; Secure" : "";
        return "; Path=/; Max-Age=" + maxAge.toSeconds() + "; HttpOnly; SameSite=Strict" + secure;
    }

    /**
     * Judges a request by the token in its {@code Authorization}, or else by its session.
     *
     * @return null if it shows either; else 401, or 403 if there is no token to show
     */
    public @Nullable ProblemException refusal(HttpServerRequest request) {
        return switch (access.judge(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            case GRANTED -> null;
            case CLOSED -> new ProblemException(403, WriteAccess.closed());
            case UNAUTHORIZED ->
                isOpen(request)
                        ? null
                        : unauthorized(
                                "this needs the token of " + WriteAccess.KEY
                                        + ", as 'Authorization: Bearer <token>', or a session that POST " + PATH
                                        + " has begun with it",
                                "Authorization");
        };
    }

    private static ProblemException unauthorized(String message, String parameter) {
        return new ProblemException(
                401, Problem.ofParameter("unauthorized", message, parameter), "WWW-Authenticate", CHALLENGE);
    }

    /** Whether the request is of one of our own pages, and has a cookie that holds. */
    private boolean isOpen(HttpServerRequest request) {
        SessionCookie made = cookie;
        return made != null && isOwn(request) && cookies(request).anyMatch(made::holds);
    }

    private static Stream<String> cookies(HttpServerRequest request) {
        String start = SessionCookie.NAME + "=";
        return request.headers().getAll(HttpHeaders.COOKIE).stream()
                .flatMap(SEMICOLON::splitAsStream)
                .map(String::strip)
                .filter(pair -> pair.startsWith(start))
                .map(pair -> pair.substring(start.length()))
                .limit(MOST_COOKIES);
    }

    /**
     * Whether a page of this very server sends the request, or no page. {@code SameSite} does not say that: another port or another
     * name below the same domain is the same site.
     */
    public static boolean isOwn(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null) {
            // Browsers leave it out where they only read.
            String site = request.getHeader("Sec-Fetch-Site");
            return site == null || site.equals("same-origin") || site.equals("none");
        }
        return NO_OTHER.allow(origin, RequestGuard.host(request));
    }
}
