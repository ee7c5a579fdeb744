package io.pulseboard.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wire format of protocol buffers (protobuf.dev, "Encoding"). */
class ProtobufReaderTest {
    private static ProtobufReader reader(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        ProtobufReader reader = new ProtobufReader();
        reader.read(bytes, 0, bytes.length);
        return reader;
    }

    @ParameterizedTest
    @CsvSource({
        "00, 0",
        "7f, 127",
        "96 01, 150",
        "ff ff ff ff 0f, 4294967295",
        "ff ff ff ff ff ff ff ff ff 01, -1",
    })
    void aNumberHasSevenBitsPerByte(String hex, long value) throws ProtobufException {
        assertThat(reader(hex).varint()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"00, 0", "01, -1", "02, 1", "fe ff ff ff 0f, 2147483647", "ff ff ff ff 0f, -2147483648"})
    void zigzagHasTheSignInTheLowestBit(String hex, long value) throws ProtobufException {
        assertThat(reader(hex).zigzag()).isEqualTo(value);
    }

    @Test
    void fixedNumbersHaveTheLowestByteFirst() throws ProtobufException {
        assertThat(reader("00 00 00 00 00 00 f8 3f").fixed64AsDouble()).isEqualTo(1.5);
        assertThat(Double.doubleToRawLongBits(reader("02 00 00 00 00 00 f0 7f").fixed64AsDouble()))
                .isEqualTo(0x7ff0_0000_0000_0002L);
        assertThat(reader("2a 00 00 80").fixed32()).isEqualTo(0x8000002a);
    }

    @Test
    void fieldsOfEachTypeAreGonePast() throws ProtobufException {
        ProtobufReader reader = reader("08 96 01  11 0102030405060708  1a 03 616263  25 01020304  28 01");
        int[] fields = new int[5];
        int count = 0;
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            fields[count++] = tag >>> 3;
            reader.skip(tag);
        }
        assertThat(fields).containsExactly(1, 2, 3, 4, 5);
        assertThat(reader.atEnd()).isTrue();
    }

    @Test
    void aMessageEndsWhereItSays() throws ProtobufException {
        ProtobufReader reader = reader("0a 02 08 01  10 05");
        assertThat(reader.tag()).isEqualTo(ProtobufReader.tag(1, ProtobufReader.LENGTH));
        int outer = reader.enter();
        assertThat(reader.tag()).isEqualTo(ProtobufReader.tag(1, ProtobufReader.VARINT));
        assertThat(reader.varint()).isEqualTo(1);
        assertThat(reader.tag()).isZero();
        reader.leave(outer);
        assertThat(reader.tag()).isEqualTo(ProtobufReader.tag(2, ProtobufReader.VARINT));
    }

    @ParameterizedTest
    @CsvSource({
        "80, the message ends within a number at byte 0",
        "ff ff ff ff ff ff ff ff ff ff 01, a number has more than ten bytes at byte 0",
        "00, no field has the tag 0 at byte 0",
        "0b, field 1 has the wire type 3 at byte 1",
        "0f, field 1 has the wire type 7 at byte 1",
        "09 01, the message ends within a number of 8 bytes at byte 1",
        "0d 01, the message ends within a number of 4 bytes at byte 1",
        "0a 05 61, 'a field says that it has 5 bytes, and 1 are left at byte 1'",
        "0a ff ff ff ff ff ff ff ff ff 01, 'a field says that it has 18446744073709551615 bytes, and 0 are left at byte 1'",
    })
    void whatIsDamagedIsNamedWithItsPlace(String hex, String message) {
        assertThatThrownBy(() -> {
                    ProtobufReader reader = reader(hex);
                    for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
                        reader.skip(tag);
                    }
                })
                .isInstanceOf(ProtobufException.class)
                .hasMessage(message);
    }

    @Test
    void textIsUtf8OrRefused() throws ProtobufException {
        assertThat(reader("03 e2 82 ac").utf8()).isEqualTo("€");
        assertThat(reader("02 6f 6b").utf8()).isEqualTo("ok");
        assertThatThrownBy(() -> reader("02 c3 28").utf8()).hasMessage("text is not UTF-8 at byte 1");
    }

    @Test
    void noBytesLeadBeyondTheMessage() {
        Random random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            ProtobufReader reader = new ProtobufReader();
            int offset = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
            reader.read(bytes, offset, bytes.length - offset);
            try {
                for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
                    reader.skip(tag);
                }
                assertThat(reader.atEnd()).isTrue();
            } catch (ProtobufException damaged) {
                assertThat(damaged.offset()).isBetween(offset, bytes.length);
            }
        }
    }
}
