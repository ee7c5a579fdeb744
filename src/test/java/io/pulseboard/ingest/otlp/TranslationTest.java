package io.pulseboard.ingest.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.ingest.otlp.Translation.Suffix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names as Prometheus makes them of OpenTelemetry's ("Prometheus and OpenMetrics Compatibility", "Metric Metadata"). */
final class TranslationTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http.server.request.duration | s | NONE | http_server_request_duration_seconds",
                "jvm.memory.used | By | NONE | jvm_memory_used_bytes",
                "orders | 1 | COUNTER | orders_total",
                "orders.total | {order} | COUNTER | orders_total",
                "total.orders | {order} | COUNTER | orders_total",
                "cpu.utilization | 1 | GAUGE | cpu_utilization_ratio",
                "cpu.ratio.of.host | 1 | GAUGE | cpu_of_host_ratio",
                "cpu.utilization | 1 | NONE | cpu_utilization",
                "throughput | By/s | GAUGE | throughput_bytes_per_second",
                "requests | {request}/s | GAUGE | requests_per_second",
                "requests | 1/m | COUNTER | requests_per_minute_total",
                "speed | km/{lap} | GAUGE | speed_km",
                "seconds.waited | s | NONE | seconds_waited",
                "fan | r@p#m | GAUGE | fan_r_p_m",
                "__a..b__ | '' | NONE | a_b",
                "5xx | '' | COUNTER | _5xx_total",
                "a:b | '' | NONE | a:b",
                "temperature | Cel | GAUGE | temperature_celsius",
                "load | % | GAUGE | load_percent",
                "日本 | s | NONE | ''",
            })
    void byDefaultNamesAreEscapedAndHaveSuffixes(String name, String unit, Suffix suffix, String translated) {
        assertThat(Translation.UNDERSCORE_ESCAPING_WITH_SUFFIXES.metricName(name, unit, suffix))
                .isEqualTo(translated);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UNDERSCORE_ESCAPING_WITHOUT_SUFFIXES | a.b | s | COUNTER | a_b",
                "NO_UTF8_ESCAPING_WITH_SUFFIXES | a.b | s | COUNTER | a.b_seconds_total",
                "NO_UTF8_ESCAPING_WITH_SUFFIXES | a.b_total | s | COUNTER | a.b_seconds_total",
                "NO_UTF8_ESCAPING_WITH_SUFFIXES | a.b.seconds | s | NONE | a.b.seconds",
                "NO_UTF8_ESCAPING_WITH_SUFFIXES | a.b | By/s | NONE | a.b_bytes_per_second",
                "NO_UTF8_ESCAPING_WITH_SUFFIXES | a.ratio | 1 | GAUGE | a_ratio",
                "NO_TRANSLATION | a.b | s | COUNTER | a.b",
            })
    void otherStrategiesLeaveMoreAsItIs(
            Translation translation, String name, String unit, Suffix suffix, String translated) {
        assertThat(translation.metricName(name, unit, suffix)).isEqualTo(translated);
    }

    @ParameterizedTest
    @CsvSource({
        "s,NONE,seconds",
        "By/s,NONE,bytes_per_second",
        "1,GAUGE,ratio",
        "1,COUNTER,''",
        "1/s,COUNTER,per_second",
        "{request},COUNTER,''",
        "'',GAUGE,''"
    })
    void unitsAreInWords(String unit, Suffix suffix, String words) {
        assertThat(Translation.unitName(unit, suffix)).isEqualTo(words);
    }

    /** "Metric Attributes": runs of underscores become one. */
    @ParameterizedTest
    @CsvSource({
        "http.method,http_method",
        "a..b,a_b",
        "a:b,a_b",
        "9lives,key_9lives",
        "_hidden,key_hidden",
        "__name__,key_name_",
        "日本,''",
        "größe,gr_e",
        "'',''"
    })
    void labelNamesAreEscaped(String key, String name) {
        assertThat(Translation.UNDERSCORE_ESCAPING_WITH_SUFFIXES.labelName(key)).isEqualTo(name);
    }

    @Test
    void labelNamesMayBeLeftAsTheyAre() {
        assertThat(Translation.NO_TRANSLATION.labelName("größe.x")).isEqualTo("größe.x");
    }
}
