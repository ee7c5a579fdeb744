package io.pulseboard.ingest.influx;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulseboard.metric.Sample;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Nothing that a sender can send brings the parser down, or makes it remember anything wrong. */
class LineProtocolMutationTest {
    private static final long SEED = 20_261_127;
    private static final Origin ORIGIN = new Origin("db", "x");
    private static final byte[] BODY = String.join(
                    "\n",
                    "# a comment",
                    "cpu,host=a,core=0 user=1.5,system=2i,idle=97u 1556813561098000000",
                    "disk\\ io,path=/mnt/a\\,b,größe=ü read=1e3,write=-0.25,ok=true,note=\"a, \\\"b\\\" \\\\\"",
                    "",
                    "net,if=eth0 rx=18446744073709551615u,tx=-9223372036854775808i,msg=\"two",
                    "lines\" -1\r",
                    "m value=f")
            .getBytes(StandardCharsets.UTF_8);
    private static final byte[] INTERESTING = {
        '"', '\\', ' ', ',', '=', '\n', '\r', '#', 0, (byte) 0xc3, '-', 'i', 'u', '9'
    };

    private final LineProtocolParser parser = new LineProtocolParser();

    private Points parse(LineProtocolParser with, byte[] body) {
        return with.parse(body, ORIGIN, Precision.NANOSECOND, 1_000);
    }

    private static List<String> texts(Points points) {
        return points.samples().stream().map(Sample::toString).toList();
    }

    @Test
    void theBodyIsGood() {
        Points points = parse(parser, BODY);

        assertThat(points.badLines()).isEmpty();
        assertThat(points.samples()).hasSize(9);
        assertThat(points.stringCount()).isEqualTo(2);
    }

    @Test
    void whatIsRememberedDoesNotChangeWhatIsRead() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 4_000; i++) {
            byte[] body = mutated(random);

            Points remembered = parse(parser, body);
            Points fresh = parse(new LineProtocolParser(), body);

            assertThat(texts(remembered)).as("mutation %d of seed %d", i, SEED).isEqualTo(texts(fresh));
            assertThat(remembered.badLines()).as("mutation %d", i).isEqualTo(fresh.badLines());
            assertThat(remembered.samples()).allSatisfy(sample -> {
                assertThat(sample.value()).isFinite();
                assertThat(sample.key().name()).isNotEmpty();
            });
        }
    }

    /** What is cut off takes nothing but its own line with it, or cuts a number, a name or a text short. */
    @Test
    void aBodyCutAnywhereKeepsTheLinesBeforeTheCut() {
        List<String> whole = texts(parse(parser, BODY));
        for (int cut = 0; cut < BODY.length; cut++) {
            byte[] part = Arrays.copyOf(BODY, cut);
            int complete = completeSamples(part);

            Points points = parse(parser, part);

            assertThat(texts(points).subList(0, complete)).as("cut at %d", cut).isEqualTo(whole.subList(0, complete));
            assertThat(points.badLineCount()).as("cut at %d", cut).isLessThanOrEqualTo(2);
        }
    }

    /** How many samples end with a line feed in the part. */
    private static int completeSamples(byte[] part) {
        String text = new String(part, StandardCharsets.UTF_8);
        int complete = 0;
        if (text.contains("098000000\n")) {
            complete += 3;
        }
        if (text.contains("\\\\\"\n")) {
            complete += 3;
        }
        if (text.contains("-1\r\n")) {
            complete += 2;
        }
        return complete;
    }

    private static byte[] mutated(SplittableRandom random) {
        byte[] body = BODY.clone();
        int changes = random.nextInt(1, 5);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(body.length);
            switch (random.nextInt(4)) {
                case 0 -> body[at] = (byte) random.nextInt(256);
                case 1 -> body[at] = INTERESTING[random.nextInt(INTERESTING.length)];
                case 2 -> body = without(body, at);
                default -> body = with(body, at, INTERESTING[random.nextInt(INTERESTING.length)]);
            }
        }
        return body;
    }

    private static byte[] without(byte[] body, int at) {
        byte[] shorter = Arrays.copyOf(body, body.length - 1);
        System.arraycopy(body, at + 1, shorter, at, shorter.length - at);
        return shorter;
    }

    private static byte[] with(byte[] body, int at, byte b) {
        byte[] longer = Arrays.copyOf(body, body.length + 1);
        System.arraycopy(body, at, longer, at + 1, body.length - at);
        longer[at] = b;
        return longer;
    }
}
