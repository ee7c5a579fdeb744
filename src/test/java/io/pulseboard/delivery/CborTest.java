package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.pulseboard.http.ProblemException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CBOR as appendix A of RFC 8949 has it, as another implementation has it, and as nobody should have it. */
class CborTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CBORMapper OTHER = new CBORMapper();
    private static final HexFormat HEX = HexFormat.of();

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException fault) {
            throw new AssertionError(fault);
        }
    }

    private static String written(JsonNode node) {
        return HEX.formatHex(Cbor.encode(node));
    }

    /** Appendix A, what is JSON and in its shortest form. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0 | 00",
                "1 | 01",
                "10 | 0a",
                "23 | 17",
                "24 | 1818",
                "25 | 1819",
                "100 | 1864",
                "1000 | 1903e8",
                "1000000 | 1a000f4240",
                "1000000000000 | 1b000000e8d4a51000",
                "-1 | 20",
                "-10 | 29",
                "-100 | 3863",
                "-1000 | 3903e7",
                "9223372036854775807 | 1b7fffffffffffffff",
                "-9223372036854775808 | 3b7fffffffffffffff",
                "1.1 | fb3ff199999999999a",
                "1.5 | f93e00",
                "3.4028234663852886e+38 | fa7f7fffff",
                "1.0e+300 | fb7e37e43c8800759c",
                "5.960464477539063e-8 | f90001",
                "0.00006103515625 | f90400",
                "-4.1 | fbc010666666666666",
                "false | f4",
                "true | f5",
                "null | f6",
                "`\"\"` | 60",
                "\"a\" | 6161",
                "\"IETF\" | 6449455446",
                "\"\\\"\\\\\" | 62225c",
                "\"\\u00fc\" | 62c3bc",
                "\"\\u6c34\" | 63e6b0b4",
                "\"\\ud800\\udd51\" | 64f0908591",
                "[] | 80",
                "[1,2,3] | 83010203",
                "[1,[2,3],[4,5]] | 8301820203820405",
                "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25]"
                        + " | 98190102030405060708090a0b0c0d0e0f101112131415161718181819",
                "{} | a0",
                "{\"a\":1,\"b\":[2,3]} | a26161016162820203",
                "[\"a\",{\"b\":\"c\"}] | 826161a161626163",
                "{\"a\":\"A\",\"b\":\"B\",\"c\":\"C\",\"d\":\"D\",\"e\":\"E\"}"
                        + " | a56161614161626142616361436164614461656145"
            })
    void anItemIsWrittenAndReadAsInTheRfc(String value, String hex) {
        assertThat(written(json(value))).isEqualTo(hex);
        assertThat(Cbor.decode(HEX.parseHex(hex)).toString())
                .isEqualTo(json(value).toString());
    }

    /** Appendix A, floats. */
    @ParameterizedTest
    @CsvSource({
        "0.0, f90000",
        "-0.0, f98000",
        "1.0, f93c00",
        "1.1, fb3ff199999999999a",
        "1.5, f93e00",
        "65504.0, f97bff",
        "100000.0, fa47c35000",
        "3.4028234663852886e+38, fa7f7fffff",
        "1.0e+300, fb7e37e43c8800759c",
        "5.960464477539063e-8, f90001",
        "0.00006103515625, f90400",
        "-4.0, f9c400",
        "-4.1, fbc010666666666666",
        "Infinity, f97c00",
        "NaN, f97e00",
        "-Infinity, f9fc00"
    })
    void aFloatIsAsShortAsItsValueAllows(double value, String hex) {
        byte[] cbor = new CborBytes(0).floating(value).toByteArray();

        assertThat(HEX.formatHex(cbor)).isEqualTo(hex);
        assertThat(Cbor.decode(cbor).doubleValue()).isEqualTo(Double.valueOf(value));
    }

    /** Appendix A, what our writer would write shorter, or not at all. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "fa7f800000 | \"Infinity\"",
                "fb7ff0000000000000 | \"Infinity\"",
                "faff800000 | \"-Infinity\"",
                "fa7fc00000 | \"NaN\"",
                "fb7ff8000000000000 | \"NaN\"",
                "fb3ff8000000000000 | 1.5",
                "1b0000000000000001 | 1",
                "7803616263 | \"abc\"",
                "7f657374726561646d696e67ff | \"streaming\"",
                "7fff | `\"\"`",
                "9fff | []",
                "9f018202039f0405ffff | [1,[2,3],[4,5]]",
                "9f01820203820405ff | [1,[2,3],[4,5]]",
                "83018202039f0405ff | [1,[2,3],[4,5]]",
                "83019f0203ff820405 | [1,[2,3],[4,5]]",
                "bf61610161629f0203ffff | {\"a\":1,\"b\":[2,3]}",
                "826161bf61626163ff | [\"a\",{\"b\":\"c\"}]",
                "bf6346756ef563416d7421ff | {\"Fun\":true,\"Amt\":-2}",
                "8181818181818181f6 | [[[[[[[[null]]]]]]]]"
            })
    void whatOtherEncodersWriteIsRead(String hex, String value) {
        assertThat(Cbor.decode(HEX.parseHex(hex)).toString()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 0 | the end in the middle of an item",
                "a1 | 0 | a length of 1 where 0 bytes are left",
                "19 | 1 | the end",
                "1901 | 2 | the end",
                "fb00 | 2 | the end",
                "6261 | 0 | a length of 2 where 1 bytes are left",
                "8201 | 0 | a length of 2 where 1 bytes are left",
                "9f01 | 2 | the end",
                "bf616101 | 4 | the end",
                "7f6161 | 3 | the end",
                // Lengths of 2^60, 2^63, 2^64 - 1; of a map with room for one half.
                "7b1000000000000000 | 0 | a length of 1152921504606846976",
                "9b1000000000000000 | 0 | a length of 1152921504606846976",
                "bb1000000000000000 | 0 | a length of 1152921504606846976",
                "9b8000000000000000 | 0 | a length of 9223372036854775808",
                "bbffffffffffffffff | 0 | a length of 18446744073709551615",
                "7bffffffffffffffff | 0 | a length of 18446744073709551615",
                "a26161016162 | 6 | the end",
                "a4616101616202 | 0 | a length of 4 where 6 bytes are left",
                "1bffffffffffffffff | 0 | an integer beyond 64 bits",
                "3bffffffffffffffff | 0 | an integer beyond 64 bits",
                "c249010000000000000000 | 0 | a tag",
                "c11a514b67b0 | 0 | a tag",
                "d9d9f7a0 | 0 | a tag",
                "c4820120 | 0 | a tag",
                "4401020304 | 0 | a byte string",
                "5f42010243030405ff | 0 | a byte string",
                "a1617440 | 3 | a byte string",
                "f7 | 0 | undefined",
                "f0 | 0 | undefined, or a simple value",
                "f8ff | 0 | undefined, or a simple value",
                "1c | 0 | a head without meaning",
                "1f | 0 | a head without meaning",
                "3f | 0 | a head without meaning",
                "7d | 0 | a head without meaning",
                "fc | 0 | undefined, or a simple value",
                "ff | 0 | a break",
                "81ff | 1 | a break",
                "bf6161ff | 3 | a break",
                "a1ff01 | 1 | a key that is no text",
                "a201020304 | 1 | a key that is no text",
                "a1f600 | 1 | a key that is no text",
                "a2616101616102 | 4 | a key that was there before",
                "bf6161016161f6ff | 4 | a key that was there before",
                "7f4161ff | 1 | a piece of text that is none",
                "7f7f6161ffff | 1 | a piece of text that is none",
                "62c328 | 0 | text that is not UTF-8",
                "62c0af | 0 | text that is not UTF-8",
                "63eda080 | 0 | text that is not UTF-8",
                "7f61c361bcff | 1 | text that is not UTF-8",
                "a162c3280000 | 1 | text that is not UTF-8",
                "a000 | 1 | 1 bytes more than one item",
                "818181818181818180 | 8 | nested deeper than 8",
                "a16161a16161a16161a16161a16161a16161a16161a16161a0 | 24 | nested deeper than 8",
                "9f9f9f9f9f9f9f9f9f | 8 | nested deeper than 8"
            })
    void whatIsNoMessageIsRefusedWithItsPlace(String hex, int position, String what) {
        ProblemException fault = catchThrowableOfType(ProblemException.class, () -> Cbor.decode(HEX.parseHex(hex)));

        assertThat(fault.problem().code()).isEqualTo("bad_message");
        assertThat(fault.problem().position()).isEqualTo(position);
        assertThat(fault.problem().message())
                .startsWith("cannot read the message at byte " + position + ": ")
                .contains(what);
    }

    /** As deep as a message can be long, in each way to nest. */
    @ParameterizedTest
    @ValueSource(ints = {0x81, 0x9f, 0xa1, 0xbf, 0xc1, 0xd8, 0x7f, 0x5f})
    void whatNestsWithoutEndIsRefused(int head) {
        byte[] deep = new byte[16_384];
        Arrays.fill(deep, (byte) head);

        assertThat(catchThrowableOfType(ProblemException.class, () -> Cbor.decode(deep)))
                .isNotNull();
    }

    /** All that there are, and so which values have one. */
    @Test
    void everyHalfPrecisionFloatIsWrittenAsOne() {
        for (int bits = 0; bits < 0x10000; bits++) {
            byte[] cbor = {(byte) 0xf9, (byte) (bits >> 8), (byte) bits};
            double value = Cbor.decode(cbor).doubleValue();
            byte[] expected = Double.isNaN(value) ? new byte[] {(byte) 0xf9, 0x7e, 0} : cbor;

            assertThat(new CborBytes(0).floating(value).toByteArray()).isEqualTo(expected);
        }
    }

    @Test
    void floatsReadBackTheSameAndAreNoLongerThanNeedBe() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 30_000; i++) {
            double value = switch (i % 3) {
                case 0 -> Double.longBitsToDouble(random.nextLong());
                case 1 -> Float.intBitsToFloat(random.nextInt());
                // Half as many bits as a half-precision float has, and a few around them.
                default -> Math.scalb((double) random.nextInt(1 << (8 + i % 6)), -random.nextInt(40));
            };
            byte[] cbor = new CborBytes(0).floating(value).toByteArray();
            double read = Cbor.decode(cbor).doubleValue();

            assertThat(read).as("seed %d", seed).isEqualTo(Double.valueOf(value));
            boolean single = Double.isNaN(value) || Double.compare((float) value, value) == 0;
            assertThat(cbor.length <= 5).as("%s, seed %d", value, seed).isEqualTo(single);
            boolean half = Double.isNaN(value) || Double.isInfinite(value) || isHalf(Math.abs(value));
            assertThat(cbor.length == 3).as("%s, seed %d", value, seed).isEqualTo(half);
        }
    }

    /** By their definition: eleven bits of a multiple of 2^-24, up to 65504. */
    private static boolean isHalf(double magnitude) {
        double unit = Math.scalb(1.0, Math.max(-24, Math.getExponent(magnitude) - 10));
        return magnitude <= 65504 && Math.rint(magnitude / unit) == magnitude / unit;
    }

    @ParameterizedTest
    @CsvSource({
        "42, 182a",
        "-0.0, 00",
        "999999999999999, 1b00038d7ea4c67fff",
        "-999999999999999, 3b00038d7ea4c67ffe",
        "1e15, fb430c6bf526340000",
        "1152921504606846976, fa5d800000",
        "0.5, f93800",
        "NaN, f6",
        "Infinity, f6",
        "-Infinity, f6"
    })
    void aWholeNumberIsAnIntegerAndWhatIsNoNumberIsNull(double value, String hex) {
        assertThat(HEX.formatHex(new CborBytes(0).numberOrNull(value).toByteArray()))
                .isEqualTo(hex);
    }

    @Test
    void keysAscendByLengthAndThenByTheirBytes() {
        assertThat(written(json("{\"type\":1,\"b\":2,\"part\":3,\"\":4,\"\\u00e4\":5,\"zz\":6,\"a\":7,\"aa\":8}")))
                .isEqualTo("a8" + "6004" + "616107" + "616202" + "62616108" + "627a7a06" + "62c3a405" + "647061727403"
                        + "647479706501");
    }

    @Test
    void anotherImplementationReadsWhatIsWrittenAndWritesWhatIsRead() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            JsonNode item = item(random, 0);
            JsonNode asJson = json(item.toString());

            assertThat(json(widened(OTHER.readTree(Cbor.encode(item))).toString()))
                    .as("seed %d", seed)
                    .isEqualTo(asJson);
            assertThat(json(Cbor.decode(OTHER.writeValueAsBytes(item)).toString()))
                    .as("seed %d", seed)
                    .isEqualTo(asJson);
        }
    }

    /** Jackson's text of a float is the shortest that is no other float; that of the double of the same value is longer. */
    private static JsonNode widened(JsonNode node) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (node.isFloat()) {
            return nodes.numberNode(node.doubleValue());
        }
        if (node.isArray()) {
            ArrayNode array = nodes.arrayNode();
            node.forEach(each -> array.add(widened(each)));
            return array;
        }
        if (node.isObject()) {
            ObjectNode object = nodes.objectNode();
            node.fields().forEachRemaining(each -> object.set(each.getKey(), widened(each.getValue())));
            return object;
        }
        return node;
    }

    private static JsonNode item(Random random, int depth) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(depth < 5 ? 8 : 6)) {
            case 0 -> nodes.numberNode(random.nextLong() >> random.nextInt(64));
            case 1 -> nodes.numberNode(0.5 + (random.nextInt() >> random.nextInt(32)));
            case 2 -> nodes.numberNode((random.nextDouble() + 1) * 1e-3);
            case 3 -> nodes.textNode(text(random));
            case 4 -> nodes.booleanNode(random.nextBoolean());
            case 5 -> nodes.nullNode();
            case 6 -> {
                ArrayNode array = nodes.arrayNode();
                for (int i = random.nextInt(30); i > 0; i -= 1 + depth) {
                    array.add(item(random, depth + 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = nodes.objectNode();
                for (int i = random.nextInt(30); i > 0; i -= 1 + depth) {
                    object.set(text(random), item(random, depth + 1));
                }
                yield object;
            }
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int[] plane = {0x80, 0x800, 0xd800};
        for (int i = random.nextInt(random.nextInt(20) == 0 ? 400 : 12); i > 0; i--) {
            text.appendCodePoint(1 + random.nextInt(plane[random.nextInt(plane.length)] - 1));
        }
        return text.appendCodePoint(0x1f680).toString();
    }

    @Test
    void whateverBytesComeTheyAreReadOrRefused() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = i % 2 == 0 ? noise(random) : damaged(random);
            JsonNode item = readOrRefused(bytes, seed);
            if (item != null) {
                read++;
                // What was read can be given back.
                assertThat(Cbor.decode(Cbor.encode(item)))
                        .as("seed %d", seed)
                        .isEqualTo(Cbor.decode(Cbor.encode(Cbor.decode(Cbor.encode(item)))));
            }
        }
        assertThat(read).as("seed %d", seed).isGreaterThan(300);
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] damaged(Random random) {
        byte[] bytes = BinaryMessages.write(
                "{\"op\":\"subscribe\",\"query\":[\"up\",\"a{b=\\\"ü\\\"}\"],\"every\":\"5s\",\"t\":1.25,\"x\":[1,[-2]]}");
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextBoolean() ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }

    private static @Nullable JsonNode readOrRefused(byte[] bytes, long seed) {
        try {
            return Cbor.decode(bytes);
        } catch (ProblemException refused) {
            assertThat(refused.problem().position())
                    .as("%s, seed %d", HEX.formatHex(bytes), seed)
                    .isBetween(0, bytes.length);
            return null;
        }
    }
}
