package io.pulseboard.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.pulseboard.dashboard.Chromium;
import io.pulseboard.dashboard.Chromium.Tab;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code examples/collaborative/cbor.js} against the examples of RFC 8949, appendix A. */
@EnabledIf("io.pulseboard.dashboard.Chromium#isInstalled")
class CborModuleTest {
    @SuppressWarnings("NullAway.Init")
    private static Chromium chromium;

    @SuppressWarnings("NullAway.Init")
    private static Tab tab;

    @BeforeAll
    static void open() {
        chromium = Chromium.launch();
        tab = chromium.open();
        tab.page()
                .route(
                        "http://localhost/**",
                        route -> route.fulfill(
                                route.request().url().endsWith(".js")
                                        ? new Route.FulfillOptions()
                                                .setContentType("text/javascript")
                                                .setPath(Path.of("examples", "collaborative", "cbor.js"))
                                        : new Route.FulfillOptions()
                                                .setContentType("text/html")
                                                .setBody("<title>CBOR</title>")));
        tab.page().navigate("http://localhost/");
    }

    @AfterAll
    static void close() {
        tab.close();
        chromium.close();
    }

    private static Object run(String body, String argument) {
        Page page = tab.page();
        return page.evaluate(
                "async argument => { const { encode, decode } = await import('/cbor.js');"
                        + " const bytes = hex => Uint8Array.from(hex.match(/../g), each => parseInt(each, 16)).buffer;"
                        + " const hex = array => Array.from(array, each => each.toString(16).padStart(2, '0')).join('');"
                        + body + " }",
                argument);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "00 | 0",
                "17 | 23",
                "1818 | 24",
                "1903e8 | 1000",
                "1a000f4240 | 1000000",
                "1b000000e8d4a51000 | 1000000000000",
                "20 | -1",
                "3903e7 | -1000",
                "fb3ff199999999999a | 1.1",
                "fb7e37e43c8800759c | 1e+300",
                "f4 | false",
                "f5 | true",
                "f6 | null",
                "60 | \"\"",
                "6449455446 | \"IETF\"",
                "62225c | \"\\\"\\\\\"",
                "63e6b0b4 | \"水\"",
                "64f0908591 | \"\uD800\uDD51\"",
                "80 | []",
                "8301820203820405 | [1,[2,3],[4,5]]",
                "98190102030405060708090a0b0c0d0e0f101112131415161718181819 "
                        + "| [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25]",
                "a0 | {}",
                "a26161016162820203 | {\"a\":1,\"b\":[2,3]}",
            })
    void writesAndReads(String hex, String json) {
        assertThat(run("return JSON.stringify(decode(bytes(argument)));", hex)).isEqualTo(json);
        assertThat(run("return hex(encode(JSON.parse(argument)));", json)).isEqualTo(hex);
    }

    /** What another encoder may choose to write. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "f93c00 | 1",
                "f97bff | 65504",
                "f90001 | 5.960464477539063e-8",
                "f9c400 | -4",
                "fa47c35000 | 100000",
                "c11a514b67b0 | 1363896240",
                "7f657374726561646d696e67ff | \"streaming\"",
                "9f018202039f0405ffff | [1,[2,3],[4,5]]",
                "bf61610161629f0203ffff | {\"a\":1,\"b\":[2,3]}",
                "a201020304 | {\"1\":2,\"3\":4}",
            })
    void reads(String hex, String json) {
        assertThat(run("return JSON.stringify(decode(bytes(argument)));", hex)).isEqualTo(json);
    }

    @Test
    void readsNumbersThatJsonDoesNotHave() {
        assertThat(run(
                        "return argument.split(' ').map(each => String(decode(bytes(each))));",
                        "f97c00 f97e00 f9fc00 fa7f800000 fb7ff8000000000000"))
                .isEqualTo(List.of("Infinity", "NaN", "-Infinity", "Infinity", "NaN"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"18", "62e6", "8201", "ff", "0000", "1f", "1c", "62c328", "9f01", "81ff", "f8ff"})
    void refusesWhatIsNotOneWholeItem(String hex) {
        assertThatThrownBy(() -> run("return JSON.stringify(decode(bytes(argument)));", hex))
                .isInstanceOf(com.microsoft.playwright.PlaywrightException.class);
    }
}
