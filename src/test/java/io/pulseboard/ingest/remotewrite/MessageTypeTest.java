package io.pulseboard.ingest.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Remote-Write 2.0, "Content-Type"; RFC 9110, section 8.3.1. */
class MessageTypeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-protobuf",
                "application/x-protobuf;proto=prometheus.WriteRequest",
                "Application/X-Protobuf ; charset=utf-8",
                "application/x-protobuf; Proto=\"prometheus.WriteRequest\""
            })
    void version1IsMeantWhereNoneIsNamed(String contentType) {
        assertThat(MessageType.of(contentType)).isEqualTo(MessageType.WRITE_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-protobuf;proto=io.prometheus.write.v2.Request",
                "application/x-protobuf; charset=utf-8; proto=io.prometheus.write.v2.Request",
                "application/x-protobuf;proto=\"io.prometheus.write.v2.Request\""
            })
    void version2IsNamed(String contentType) {
        assertThat(MessageType.of(contentType)).isEqualTo(MessageType.REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "application/json",
                "application/x-protobuf2",
                "application/protobuf",
                "application/x-protobuf;proto=",
                "application/x-protobuf;proto=io.prometheus.write.v3.Request",
                "application/x-protobuf;proto=PROMETHEUS.WRITEREQUEST",
                "application/x-protobuf, application/x-protobuf",
                "text/plain;proto=io.prometheus.write.v2.Request"
            })
    void anythingElseIsNotTaken(String contentType) {
        assertThat(MessageType.of(contentType)).isNull();
    }

    @Test
    void neitherIsSilence() {
        assertThat(MessageType.of(null)).isNull();
    }
}
