package io.pulseboard.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How much a cache keeps that is bounded in bytes as well. */
class ByteKeyCacheLimitTest {
    private final ByteKeyCache<Integer> cache = new ByteKeyCache<>(100, 40);

    private void put(String key, int value) {
        byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
        cache.put(bytes, 0, bytes.length, value);
    }

    private @Nullable Integer get(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
        return cache.get(bytes, 0, bytes.length);
    }

    @Test
    void longKeysMakeItForgetBeforeItHasManyEntries() {
        for (int i = 0; i < 10; i++) {
            put("0123456" + i, i);
        }

        assertThat(cache.size()).isLessThanOrEqualTo(5);
        assertThat(get("01234569")).isEqualTo(9);
        assertThat(get("01234560")).isNull();
    }

    @Test
    void whatIsAskedForStays() {
        for (int i = 0; i < 10; i++) {
            put("0123456" + i, i);
            assertThat(get("01234560")).isEqualTo(0);
        }
    }

    @Test
    void aKeyLongerThanAllIsKeptAlone() {
        put("a", 1);
        put("x".repeat(100), 2);
        put("b", 3);

        assertThat(get("x".repeat(100))).isEqualTo(2);
    }
}
