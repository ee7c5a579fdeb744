package io.pulseboard.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ByteKeyCacheTest {
    private final ByteKeyCache<String> cache = new ByteKeyCache<>(100);

    private void put(String key, String value) {
        byte[] bytes = ("<" + key + ">").getBytes(StandardCharsets.UTF_8);
        cache.put(bytes, 1, bytes.length - 1, value);
    }

    private @Nullable String get(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return cache.get(bytes, 0, bytes.length);
    }

    @Test
    void bytesMeanWhatWasSaidWhereverTheyStand() {
        put("a", "one");
        put("", "nothing");

        assertThat(get("a")).isEqualTo("one");
        assertThat(get("")).isEqualTo("nothing");
        assertThat(get("aa")).isNull();
    }

    @Test
    void theBytesAreCopied() {
        byte[] bytes = {'k'};
        cache.put(bytes, 0, 1, "value");
        bytes[0] = 'x';

        assertThat(get("k")).isEqualTo("value");
        assertThat(get("x")).isNull();
    }

    @Test
    void whatIsAskedForStaysAndWhatIsNotGoes() {
        put("kept", "here");
        put("forgotten", "there");
        for (int i = 0; i < 1000; i++) {
            put("passing" + i, "by");
            assertThat(get("kept")).isEqualTo("here");
            assertThat(cache.size()).isLessThanOrEqualTo(100);
        }

        assertThat(get("forgotten")).isNull();
    }

    @Test
    void whateverIsPutAndAskedForAnAnswerIsNeverAnothersAnswer() {
        Random random = new Random(7);
        Map<String, String> said = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String key = "k" + (int) (Math.abs(random.nextGaussian()) * 60);
            String known = get(key);
            if (known == null) {
                said.put(key, "v" + i);
                put(key, "v" + i);
            } else {
                assertThat(known).isEqualTo(said.get(key));
            }
        }
        assertThat(cache.size()).isBetween(50, 100);
    }

    @Test
    void aCacheOfLessThanTwoIsNone() {
        assertThatThrownBy(() -> new ByteKeyCache<String>(1)).hasMessageContaining("1");
    }
}
