package io.pulseboard.ingest.statsd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Types as in {@code docs/metric_types.md} of {@code statsd/statsd}, the rest as in "DogStatsD Datagram Format" and the dialects' own
 * words.
 */
class StatsdParserTest {
    private static final long SEED = 20_261_128;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // Types
                "orders:1|c; COUNTER orders 1.0",
                "orders:1.5|g; GAUGE orders 1.5",
                "orders:320|ms; TIMER orders 320.0",
                "orders:320|h; DISTRIBUTION orders 320.0",
                "orders:320|d; DISTRIBUTION orders 320.0",
                "orders:765|s; SET orders '765'",
                "orders:anna@example.com|s; SET orders 'anna@example.com'",
                // Values
                "orders:1e3|c; COUNTER orders 1000.0",
                "orders:-4|g; GAUGE orders -4.0 relative",
                "orders:+4|g; GAUGE orders 4.0 relative",
                "orders:.5|d; DISTRIBUTION orders 0.5",
                "orders:-2|ms; TIMER orders -2.0 relative",
                // Sample rates
                "orders:1|c|@0.1; COUNTER orders 1.0 x10.0",
                "orders:1|ms|@0.5; TIMER orders 1.0 x2.0",
                "orders:1|c|@1; COUNTER orders 1.0",
                // Names
                "shop.orders-new:1|c; COUNTER shop_orders_new 1.0",
                "größe/m²:1|c; COUNTER gr__e_m_ 1.0",
                "🍭:1|c; COUNTER _ 1.0",
                "5xx:1|c; COUNTER _5xx 1.0",
                // Tags of DogStatsD
                "orders:1|c|#env:prod,job:shop; COUNTER orders{env=\"prod\",job=\"shop\"} 1.0",
                "orders:1|c|@0.5|#env:prod; COUNTER orders{env=\"prod\"} 1.0 x2.0",
                "orders:1|c|#env:prod|@0.5; COUNTER orders{env=\"prod\"} 1.0 x2.0",
                "orders:1|c|#production; COUNTER orders{production=\"true\"} 1.0",
                "orders:1|c|#url:http://a/b?c=d; COUNTER orders{url=\"http://a/b?c=d\"} 1.0",
                "orders:1|c|#a:1,a:2; COUNTER orders{a=\"2\"} 1.0",
                "orders:1|c|#a:; COUNTER orders 1.0",
                "orders:1|c|#; COUNTER orders 1.0",
                "orders:1|c|#,a:1,; COUNTER orders{a=\"1\"} 1.0",
                "orders:1|c|#straße:köln,my.tag:x; COUNTER orders{my_tag=\"x\",stra_e=\"köln\"} 1.0",
                // What else DogStatsD 1.2 to 1.4 says of a value
                "orders:1|c|#a:1|c:ci-abc; COUNTER orders{a=\"1\"} 1.0",
                "orders:1|c|c:abc|#a:1; COUNTER orders{a=\"1\"} 1.0",
                "orders:1|g|#a:1|T1763800000; GAUGE orders{a=\"1\"} 1.0",
                "orders:1|g|e:it-false,cn-x|card:low; GAUGE orders 1.0",
                // Tags in names
                "orders,job=shop,env=prod:1|c; COUNTER orders{env=\"prod\",job=\"shop\"} 1.0",
                "shop.orders#job=shop,env=prod:1|c; COUNTER shop_orders{env=\"prod\",job=\"shop\"} 1.0",
                "shop.orders[job=shop,env=prod]:1|c; COUNTER shop_orders{env=\"prod\",job=\"shop\"} 1.0",
                "shop[job=shop].orders:1|c; COUNTER shop_orders{job=\"shop\"} 1.0",
                "orders,job=:1|c; COUNTER orders 1.0",
                "orders,job=shop:1|c|#env:prod; COUNTER orders{env=\"prod\",job=\"shop\"} 1.0",
                "orders,job=a,job=b:1|c; COUNTER orders{job=\"b\"} 1.0",
                // Faults
                "orders; ! bad_name orders",
                ":1|c; ! bad_name :1|c",
                "orders:1; ! bad_type orders:1",
                "orders:1|; ! bad_type orders:1|",
                "orders:1|m; ! bad_type orders:1|m",
                "orders:1|cc; ! bad_type orders:1|cc",
                "orders:1|C; ! bad_type orders:1|C",
                "orders|c; ! bad_name orders|c",
                "orders:|c; ! bad_value orders:|c",
                "orders:|s; ! bad_value orders:|s",
                "orders:x|c; ! bad_value orders:x|c",
                "orders:NaN|g; ! bad_value orders:NaN|g",
                "orders:Inf|g; ! bad_value orders:Inf|g",
                "orders:1e999|g; ! bad_value orders:1e999|g",
                "orders:1 |g; ! bad_value orders:1 |g",
                "orders:1|c|@0; ! bad_rate orders:1|c|@0",
                "orders:1|c|@1.5; ! bad_rate orders:1|c|@1.5",
                "orders:1|c|@-1; ! bad_rate orders:1|c|@-1",
                "orders:1|c|@; ! bad_rate orders:1|c|@",
                "orders:1|c|@1e-320; ! bad_rate orders:1|c|@1e-320",
                "orders,job:1|c; ! bad_tags orders,job:1|c",
                "orders,=x:1|c; ! bad_tags orders,=x:1|c",
                "orders:1|c|#:x; ! bad_tags orders:1|c|#:x",
                "orders:1|c|#__name__:x; ! bad_tags orders:1|c|#__name__:x",
                "[a=b]:1|c; ! bad_name [a=b]:1|c",
                ",a=b:1|c; ! bad_name ,a=b:1|c",
                "or\u0001ders:1|c; ! bad_encoding or\u0001ders:1|c",
                // What is no metric
                "_e{5,4}:title|text|#a:b; ! event _e{5,4}:title|text|#a:b",
                "_sc|Redis connection|2|#env:dev; ! service_check _sc|Redis connection|2|#env:dev",
                "_score:1|c; COUNTER _score 1.0",
            })
    void aLineIsRead(String line, String found) {
        assertThat(Recorded.of(line).lines).containsExactly(found);
    }

    @Test
    void valuesMayBePacked() {
        assertThat(Recorded.of("latency:1:2.5:-3|d|@0.5|#a:b").lines)
                .containsExactly(
                        "DISTRIBUTION latency{a=\"b\"} 1.0 x2.0",
                        "DISTRIBUTION latency{a=\"b\"} 2.5 x2.0",
                        "DISTRIBUTION latency{a=\"b\"} -3.0 x2.0 relative");
    }

    @Test
    void ofPackedValuesTheGoodOnesAreKept() {
        assertThat(Recorded.of("a:1:x::3|c").lines)
                .containsExactly("COUNTER a 1.0", "COUNTER a 3.0", "! bad_value a:1:x::3|c");
    }

    @Test
    void aMemberOfASetMayHoldColons() {
        assertThat(Recorded.of("visitors:2001:db8::1|s").lines).containsExactly("SET visitors '2001:db8::1'");
    }

    @Test
    void aDatagramMayHoldLines() {
        assertThat(Recorded.of("\na:1|c\r\n\nbad\nb:2|g\n").lines)
                .containsExactly("COUNTER a 1.0", "! bad_name bad", "GAUGE b 2.0");
    }

    @Test
    void onlyThePartGivenIsRead() {
        Recorded recorded = new Recorded();
        byte[] bytes = "xxa:1|cyy".getBytes(StandardCharsets.UTF_8);

        new StatsdParser().parse(bytes, 2, 7, recorded);

        assertThat(recorded.lines).containsExactly("COUNTER a 1.0");
    }

    @Test
    void namesThatAreNotUtf8AreRefused() {
        byte[] line = {'a', (byte) 0xc3, ':', '1', '|', 'c'};

        Recorded recorded = Recorded.of(new StatsdParser(), line);

        assertThat(recorded.lines).singleElement().asString().startsWith("! bad_encoding");
    }

    @Test
    void aKnownSeriesKeepsItsMetric() {
        Recorded recorded = Recorded.of("a:1|c|#x:1\nb:1|c\na:2|c|#x:1\na:2|g|#x:1");

        assertThat(recorded.metrics.get(2)).isSameAs(recorded.metrics.get(0));
        assertThat(recorded.metrics.get(3).kind).isEqualTo(Kind.GAUGE);
    }

    @Test
    void aNameTooLongToBeRememberedIsRead() {
        String name = "n".repeat(10_000);

        assertThat(Recorded.of(name + ":1|c").lines).containsExactly("COUNTER " + name + " 1.0");
    }

    @Test
    void nothingBringsItDownAndWhatIsRememberedDoesNotChangeWhatIsRead() {
        byte[] valid = "a.b,c=d:1:2|c|@0.5|#e:f,g\nu:x|s\nl[a=b]:320|ms|T17\n_e{1,1}:a|b\nt:-1|g|c:x"
                .getBytes(StandardCharsets.UTF_8);
        byte[] interesting = {':', '|', '\n', '#', '@', ',', '=', '[', ']', 0, (byte) 0xc3, '-', '.', 's', 'g'};
        SplittableRandom random = new SplittableRandom(SEED);
        StatsdParser remembering = new StatsdParser();
        for (int i = 0; i < 5_000; i++) {
            byte[] datagram = Arrays.copyOf(valid, random.nextInt(1, valid.length + 1));
            for (int change = random.nextInt(5); change > 0; change--) {
                datagram[random.nextInt(datagram.length)] = random.nextBoolean()
                        ? interesting[random.nextInt(interesting.length)]
                        : (byte) random.nextInt(256);
            }

            assertThat(Recorded.of(remembering, datagram).lines)
                    .as("mutation %d of seed %d", i, SEED)
                    .isEqualTo(Recorded.of(new StatsdParser(), datagram).lines);
        }
    }

    @Test
    void aDatagramCutAnywhereKeepsTheLinesBeforeTheCut() {
        String whole = "a:1|c|#b:c\nd:22|g\ne:f|s";
        for (int cut = 0; cut < whole.length(); cut++) {
            Recorded recorded = Recorded.of(whole.substring(0, cut));

            int complete = whole.substring(0, cut).split("\n", -1).length - 1;
            assertThat(recorded.lines).as("cut at %d", cut).hasSizeBetween(complete, complete + 1);
            assertThat(recorded.faults).as("cut at %d", cut).isLessThanOrEqualTo(1);
            assertThat(recorded.lines.subList(0, complete))
                    .as("cut at %d", cut)
                    .isEqualTo(java.util.List.of("COUNTER a{b=\"c\"} 1.0", "GAUGE d 22.0")
                            .subList(0, complete));
        }
    }
}
