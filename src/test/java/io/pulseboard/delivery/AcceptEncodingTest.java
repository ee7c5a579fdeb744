package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptEncodingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "GZIP",
                "x-gzip",
                "gzip, deflate, br, zstd",
                "br;q=1.0, gzip;q=0.8, *;q=0.1",
                "gzip;q=0.001",
                "gzip ; q=1.000",
                "gzip;Q=0.5",
                "*",
                "*;q=0.5",
                "gzip;q=0.5, identity;q=0.5",
                "identity;q=0, gzip;q=0.1",
                "identity;q=0, *",
                ",gzip,,",
            })
    void gzip(String header) {
        assertThat(AcceptEncoding.prefersGzip(List.of(header))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "identity",
                "br",
                "deflate, br, zstd",
                "gzip;q=0",
                "gzip;q=0.000, *",
                "*;q=0",
                "*;q=0, identity",
                "gzip;q=0.5, identity",
                "gzip;q=0.5, identity;q=0.6",
                "gzip;q=2",
                "gzip;q=",
                "gzip;level=9",
                "gzipped",
                "identity;q=0",
            })
    void plain(String header) {
        assertThat(AcceptEncoding.prefersGzip(List.of(header))).isFalse();
    }

    @Test
    void noHeaderIsPlain() {
        assertThat(AcceptEncoding.prefersGzip(List.of())).isFalse();
    }

    @Test
    void severalHeadersAreOneList() {
        assertThat(AcceptEncoding.prefersGzip(List.of("br", "identity;q=0.2, gzip;q=0.3")))
                .isTrue();
    }
}
