package io.pulseboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentEncodingTest {
    private static final BodyLimits LIMITS = new BodyLimits(4096, Duration.ofSeconds(1));

    @Test
    void plainBytesStayAsTheyAre() {
        byte[] raw = {1, 2, 3};

        assertThat(ContentEncoding.decode(raw, null, LIMITS)).isEqualTo(raw);
        assertThat(ContentEncoding.decode(raw, "identity", LIMITS)).isEqualTo(raw);
    }

    @Test
    void gzipIsUndone() throws IOException {
        byte[] plain = new byte[4096];

        assertThat(ContentEncoding.decode(gzip(plain), "GZIP", LIMITS)).isEqualTo(plain);
    }

    @Test
    void theLimitHoldsAfterDecompression() throws IOException {
        byte[] bomb = gzip(new byte[10_000_000]);

        assertProblem(413, "too_large", bomb, "gzip");
    }

    @Test
    void gzipThatIsNoneIsABadRequest() {
        assertProblem(400, "bad_encoding", new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, "gzip");
    }

    @Test
    void gzipThatBreaksOffIsABadRequest() throws IOException {
        byte[] whole = gzip("orders 42\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertProblem(400, "bad_encoding", Arrays.copyOf(whole, whole.length - 9), "gzip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "snappy", "deflate", "gzip, gzip"})
    void otherEncodingsAreNotTaken(String encoding) {
        assertProblem(415, "unsupported_encoding", new byte[0], encoding);
    }

    private void assertProblem(int status, String code, byte[] raw, String encoding) {
        assertThatThrownBy(() -> ContentEncoding.decode(raw, encoding, LIMITS))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.status()).isEqualTo(status);
                    assertThat(problem.problem().code()).isEqualTo(code);
                });
    }

    static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }
}
