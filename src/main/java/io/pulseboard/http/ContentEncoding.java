package io.pulseboard.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Undoes the compression of a body, within a limit on what comes out (RFC 9110, section 8.4). */
final class ContentEncoding {
    private ContentEncoding() {}

    /**
     * @param encoding the {@code Content-Encoding}, null if there is none
     * @param limits how much may come out
     * @throws ProblemException 415 for anything but gzip, 400 if it is not gzip in truth, 413 if too much comes out
     */
    static byte[] decode(byte[] raw, @Nullable String encoding, BodyLimits limits) {
        String name = encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "", "identity" -> raw;
            case "gzip", "x-gzip" -> gunzip(raw, limits);
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

    private static byte[] gunzip(byte[] raw, BodyLimits limits) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(raw))) {
            return readAll(in, limits);
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

    private static byte[] readAll(InputStream in, BodyLimits limits) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] part = new byte[16 * 1024];
        for (int n = in.read(part); n >= 0; n = in.read(part)) {
            if (out.size() + n > limits.maxBytes()) {
                throw limits.tooLarge();
            }
            out.write(part, 0, n);
        }
        return out.toByteArray();
    }
}
