package io.pulseboard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class YamlTextTest {
    static Stream<byte[]> hostile() {
        return HostileYaml.all();
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("hostile")
    void hostileTextIsAFaultWithAPlaceAndOneLine(byte[] text) {
        BoardSyntaxException fault = fault(text);

        assertThat(fault.line()).isPositive();
        assertThat(fault.column()).isPositive();
        assertThat(fault.getMessage()).isNotBlank().hasSizeLessThan(610).doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    void aBrokenTextPointsToWhereItBreaks() {
        BoardSyntaxException fault = fault("title: a\ncharts:\n  - query: [up\nrange: 5m\n");

        assertThat(fault.line()).isEqualTo(4);
        assertThat(fault.getMessage()).startsWith("this is not YAML: ");
    }

    @Test
    void whatIsTooDeepPointsToWhereItIs() {
        BoardSyntaxException fault = fault("title: a\ncharts:\n  " + "[".repeat(30) + "]".repeat(30));

        assertThat(fault.line()).isEqualTo(3);
        assertThat(fault.column()).isBetween(15, 30);
        assertThat(fault.getMessage()).containsIgnoringCase("depth");
    }

    @Test
    void tooManyAliasesPointToWhereTheyAre() {
        BoardSyntaxException fault = fault("a: &a [x]\nb: [" + "*a, ".repeat(60) + "]\n");

        assertThat(fault.line()).isEqualTo(2);
        assertThat(fault.getMessage()).contains("liases");
    }

    @Test
    void whatIsNotUtf8PointsToTheByte() {
        BoardSyntaxException fault = fault(new byte[] {'a', '\n', '\r', '\n', (byte) 0xc3, (byte) 0xa9, (byte) 0xff});

        assertThat(fault.line()).isEqualTo(3);
        assertThat(fault.column()).isEqualTo(2);
        assertThat(fault.getMessage()).isEqualTo("this is not UTF-8 text: byte 0xff");
    }

    @Test
    void aCharacterThatYamlDoesNotAllowIsNamed() {
        BoardSyntaxException fault = fault("title: a\ntitle: \u0007\n");

        assertThat(fault.line()).isEqualTo(2);
        assertThat(fault.column()).isEqualTo(8);
        assertThat(fault.getMessage()).isEqualTo("a character that YAML does not allow: U+0007");
    }

    @Test
    void noTextEndsInAnythingButABoardOrAFault() {
        String seed = "title: a\nrange: 5m\ncharts:\n  - {query: [up, 'a{b=\"c\"}'], thresholds: {warning: 1}}\n";
        String signs = "[]{}:,-?&*!|>'\"%@`#\\\t\n ~<=.0x";
        Random random = new Random(20_260_101);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(seed);
            for (int i = random.nextInt(6); i >= 0; i--) {
                int at = random.nextInt(text.length());
                char sign = signs.charAt(random.nextInt(signs.length()));
                if (random.nextBoolean()) {
                    text.setCharAt(at, sign);
                } else {
                    text.insert(at, sign);
                }
            }
            tryOut(text.toString());
        }
    }

    private static void tryOut(String text) {
        try {
            new BoardParser().parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (BoardSyntaxException fault) {
            assertThat(fault.getMessage()).as(text).isNotBlank();
        } catch (RuntimeException e) {
            throw new AssertionError("fault of ours with the text:\n" + text, e);
        }
    }

    private static BoardSyntaxException fault(String yaml) {
        return fault(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static BoardSyntaxException fault(byte[] yaml) {
        BoardSyntaxException fault =
                catchThrowableOfType(BoardSyntaxException.class, () -> new BoardParser().parse(yaml));
        assertThat(fault).isNotNull();
        return fault;
    }
}
