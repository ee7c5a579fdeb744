package io.pulseboard.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Gives an endpoint the body of a write, decompressed. Safe for use by any thread; decompression belongs on a worker thread. */
@Singleton
public final class RequestBody {
    private final int maxBody;

    @Inject
    RequestBody(HttpConfig config) {
        this(Math.toIntExact(config.maxBody().asLongValue()));
    }

    RequestBody(int maxBody) {
        this.maxBody = maxBody;
    }

    /**
     * The body as the sender meant it: as sent, or without its {@code Content-Encoding: gzip}. Empty if there is none.
     *
     * @throws ProblemException 415 for any other encoding, 400 if it is not gzip in truth, 413 if it is larger than
     *     {@code pulseboard.http.max-body} once decompressed
     */
    public byte[] read(RoutingContext context) {
        Buffer buffer = context.body().buffer();
        byte[] raw = buffer == null ? new byte[0] : buffer.getBytes();
        return decode(raw, context.request().getHeader(HttpHeaders.CONTENT_ENCODING));
    }

    /** The body as it was sent, for protocols with encodings of their own. Empty if there is none. */
    public byte[] readRaw(RoutingContext context) {
        Buffer buffer = context.body().buffer();
        return buffer == null ? new byte[0] : buffer.getBytes();
    }

    /** How large a body may be after decompression, in bytes. */
    public int maxBody() {
        return maxBody;
    }

    byte[] decode(byte[] raw, @Nullable String encoding) {
        String name = encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "", "identity" -> raw;
            case "gzip", "x-gzip" -> gunzip(raw);
            default ->
                throw new ProblemException(
                        415,
                        new Problem(
                                "unsupported_encoding",
                                "the body has Content-Encoding '" + Excerpt.of(encoding) + "'",
                                "Content-Encoding",
                                null,
                                null,
                                null,
                                "gzip or none"));
        };
    }

    private byte[] gunzip(byte[] raw) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(raw))) {
            return readAll(in);
        } catch (ZipException | EOFException broken) {
            throw new ProblemException(
                    400,
                    Problem.ofParameter(
                            "bad_encoding",
                            "the body says gzip and is not: " + broken.getMessage(),
                            "Content-Encoding"));
        } catch (IOException impossible) {
            throw new IllegalStateException("memory does not fail to read", impossible);
        }
    }

    private byte[] readAll(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] part = new byte[16 * 1024];
        for (int n = in.read(part); n >= 0; n = in.read(part)) {
            if (out.size() + n > maxBody) {
                throw new ProblemException(413, BodyIntake.tooLarge(maxBody));
            }
            out.write(part, 0, n);
        }
        return out.toByteArray();
    }
}
