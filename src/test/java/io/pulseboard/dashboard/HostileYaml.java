package io.pulseboard.dashboard;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.stream.Stream;

/** Texts that were made to hurt whoever reads them. */
final class HostileYaml {
    private HostileYaml() {}

    static Stream<byte[]> all() {
        return Stream.concat(texts().map(text -> text.getBytes(StandardCharsets.UTF_8)), binaries());
    }

    private static Stream<String> texts() {
        return Stream.of(
                laughs(),
                laughs() + "title: *i\ncharts: *i\n",
                "title: a\ncharts: &c [*c]\n",
                "&a [*a]",
                "&a {*a : *a}",
                "title: &t [*t]\ncharts: *t\n",
                "[".repeat(200_000),
                "{".repeat(200_000),
                "- ".repeat(100_000),
                "? ".repeat(100_000),
                "[{".repeat(50_000),
                "a: ".repeat(80_000),
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://127.0.0.1:1/\"]]]]",
                "title: !!javax.script.ScriptEngineManager []\ncharts: [query: up]",
                "title: !<tag:yaml.org,2002:java.io.File> /etc/passwd\ncharts: [query: up]",
                "title: !%FF%FE a\n",
                "!<> a",
                "! a",
                "title: !!binary aGVsbG8=\ncharts: [query: up]",
                "\"\\UFFFFFFFF\"",
                "\"\\xZZ\"",
                "\"\\U00110000\"",
                "%YAML 99999999999999999999.1\n--- a",
                "%TAG ! tag:x,2000:\n--- !y a",
                "%",
                "\u0000",
                "title: \u0007\n",
                "title: \uFFFE\n",
                "\t",
                "title: 'never closed",
                "title: *nowhere\ncharts: []",
                "--- a\n--- b\n",
                "title: a\n".repeat(20_000),
                "title: " + "1".repeat(200_000) + "\ncharts: [query: up]",
                "title: a\ncharts:\n  - query: up\n    thresholds: {warning: " + "1".repeat(100_000) + "}\n",
                "title: a\ncharts:\n  - query: " + "x".repeat(200_000) + "\n",
                "title: a\ncharts: [query: '{a=~\"" + "(x+x+)+".repeat(2_000) + "\"}']\n",
                "\"" + "a".repeat(200_000) + "\": 1\n",
                "x".repeat(YamlText.MAX_BYTES + 1),
                "title: \u2028\u2029\u0085\ncharts: \"");
    }

    private static Stream<byte[]> binaries() {
        return Stream.of(
                new byte[] {(byte) 0xff, (byte) 0xfe, 't', 0, 'i', 0},
                new byte[] {(byte) 0xc3},
                new byte[] {'a', ':', ' ', (byte) 0xed, (byte) 0xa0, (byte) 0x80},
                new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0},
                new byte[YamlText.MAX_BYTES]);
    }

    /** Each line is nine times the one before. */
    private static String laughs() {
        StringBuilder yaml = new StringBuilder("a: &a [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n");
        for (char c = 'b'; c <= 'i'; c++) {
            String before = "*" + (char) (c - 1);
            yaml.append(c).append(": &").append(c).append(" [");
            yaml.append(String.join(",", Collections.nCopies(9, before))).append("]\n");
        }
        return yaml.toString();
    }
}
