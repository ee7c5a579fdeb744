package io.pulseboard.ingest.otlp;

import static io.pulseboard.ingest.otlp.Requests.DELTA;
import static io.pulseboard.ingest.otlp.Requests.attribute;
import static io.pulseboard.ingest.otlp.Requests.gauge;
import static io.pulseboard.ingest.otlp.Requests.point;
import static io.pulseboard.ingest.otlp.Requests.request;
import static io.pulseboard.ingest.otlp.Requests.sum;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.pulseboard.ingest.ProtobufException;
import io.pulseboard.ingest.ProtobufReader;
import io.pulseboard.ingest.RecordingSink;
import io.pulseboard.ingest.WithRecordingSink;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OTLP 1.9, "OTLP/HTTP Request" and "OTLP/HTTP Response". */
@QuarkusTest
@TestProfile(WithRecordingSink.class)
class OtlpResourceTest {
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";

    @Inject
    RecordingSink sink;

    @BeforeEach
    void empty() {
        sink.clear();
    }

    private static RequestSpecification sender(String contentType) {
        return given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .header("Authorization", "Bearer " + WithRecordingSink.TOKEN)
                .header("Content-Type", contentType);
    }

    private static ValidatableResponse protobuf(byte[] body) {
        return sender(PROTOBUF).body(body).post("/v1/metrics").then();
    }

    private static ValidatableResponse protobuf(Metric... metrics) {
        return protobuf(request(metrics).toByteArray());
    }

    private static ValidatableResponse json(String body) {
        return sender(JSON)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/v1/metrics")
                .then();
    }

    private static String gaugeJson(String name, String point) {
        return "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"metrics\":[{\"name\":\"" + name
                + "\",\"gauge\":{\"dataPoints\":[" + point + "]}}]}]}]}";
    }

    private static ExportMetricsServiceResponse answer(ValidatableResponse response)
            throws InvalidProtocolBufferException {
        response.statusCode(200).header("Content-Type", equalTo(PROTOBUF));
        return ExportMetricsServiceResponse.parseFrom(response.extract().asByteArray());
    }

    /** The message of a {@code google.rpc.Status}. */
    private static String status(ValidatableResponse response, int code) throws ProtobufException {
        byte[] body =
                response.header("Content-Type", equalTo(PROTOBUF)).extract().asByteArray();
        ProtobufReader reader = new ProtobufReader();
        reader.read(body, 0, body.length);
        String message = "";
        for (int tag = reader.tag(); tag != 0; tag = reader.tag()) {
            switch (tag >>> 3) {
                case 1 -> assertThat(reader.varint()).isEqualTo(code);
                case 2 -> message = reader.utf8();
                default -> reader.skip(tag);
            }
        }
        return message;
    }

    @Test
    void protobufIsAnsweredInProtobuf() throws InvalidProtocolBufferException {
        assertThat(answer(protobuf(gauge("level", "m", point(1.5, attribute("x", "1"))))))
                .isEqualTo(ExportMetricsServiceResponse.getDefaultInstance());

        assertThat(sink.sample("level_meters{instance=\"a\",job=\"shop\",x=\"1\"}")
                        .value())
                .isEqualTo(1.5);
    }

    @Test
    void jsonIsAnsweredInJson() {
        json(gaugeJson("level", "{\"asDouble\":1.5}"))
                .statusCode(200)
                .header("Content-Type", equalTo(JSON))
                .body(equalTo("{}"));

        assertThat(sink.sample("level").value()).isEqualTo(1.5);
    }

    @Test
    void aContentTypeMayHaveParameters() {
        sender(JSON + "; charset=utf-8")
                .body(gaugeJson("level", "{\"asInt\":1}").getBytes(StandardCharsets.UTF_8))
                .post("/v1/metrics")
                .then()
                .statusCode(200);
    }

    @Test
    void gzipIsRead() throws IOException {
        sender(PROTOBUF)
                .header("Content-Encoding", "gzip")
                .body(zipped(request(gauge("level", "", point(1))).toByteArray()))
                .post("/v1/metrics")
                .then()
                .statusCode(200);

        assertThat(sink.keys()).containsExactly("level{instance=\"a\",job=\"shop\"}");
    }

    private static byte[] zipped(byte[] plain) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(plain);
        }
        return zipped.toByteArray();
    }

    @Test
    void anEmptyRequestIsASuccess() throws InvalidProtocolBufferException {
        assertThat(answer(protobuf(new byte[0]))).isEqualTo(ExportMetricsServiceResponse.getDefaultInstance());
        json("{}").statusCode(200).body(equalTo("{}"));
    }

    @Test
    void deltasAreAddedUpOverRequests() throws InvalidProtocolBufferException {
        NumberDataPoint.Builder first = point(3).setTimeUnixNano(Requests.nanos(0));
        NumberDataPoint.Builder second = point(4).setTimeUnixNano(Requests.nanos(1));

        answer(protobuf(sum("summed.up", "", DELTA, true, first)));
        answer(protobuf(sum("summed.up", "", DELTA, true, second)));

        assertThat(sink.sample("summed_up_total{instance=\"a\",job=\"shop\"}").value())
                .isEqualTo(7);
    }

    @Test
    void partOfThemIsAPartialSuccess() throws InvalidProtocolBufferException {
        ExportMetricsServiceResponse answer = answer(
                protobuf(gauge("outsized", "", point(1)), gauge("level", "", point(1), NumberDataPoint.newBuilder())));

        assertThat(answer.getPartialSuccess().getRejectedDataPoints()).isEqualTo(2);
        assertThat(answer.getPartialSuccess().getErrorMessage()).contains("2 of 3 data points", "no value");
        assertThat(sink.keys()).containsExactly("level{instance=\"a\",job=\"shop\"}");
    }

    @Test
    void partOfThemIsAPartialSuccessInJson() {
        json(gaugeJson("level", "{\"asDouble\":1},{}"))
                .statusCode(200)
                .body("partialSuccess.rejectedDataPoints", equalTo("1"))
                .body("partialSuccess.errorMessage", containsString("1 of 2"));
    }

    @Test
    void aBudgetThatIsFullForPartIsAPartialSuccessThatIsNotSentAgain() throws InvalidProtocolBufferException {
        sink.budget(1);

        ExportMetricsServiceResponse answer = answer(protobuf(gauge("a", "", point(1)), gauge("b", "", point(1))));

        assertThat(answer.getPartialSuccess().getRejectedDataPoints()).isEqualTo(1);
        assertThat(answer.getPartialSuccess().getErrorMessage()).contains("budget");
    }

    @Test
    void aBudgetThatIsFullForAllIsWorthAnotherTry() throws ProtobufException {
        sink.budget(0);

        ValidatableResponse response =
                protobuf(gauge("a", "", point(1))).statusCode(429).header("Retry-After", "30");

        assertThat(status(response, 8)).contains("budget is full");
    }

    @Test
    void nothingGoodIsABadRequest() throws ProtobufException {
        ValidatableResponse response = protobuf(gauge("outsized", "", point(1))).statusCode(400);

        assertThat(status(response, 3)).contains("nothing was applied", "outsized");
    }

    @Test
    void anAttributeGivenTwiceIsABadRequest() throws ProtobufException {
        ValidatableResponse response = protobuf(gauge("level", "", point(1, attribute("x", "1"), attribute("x", "2"))))
                .statusCode(400);

        assertThat(status(response, 3)).contains("'x' is given twice");
    }

    @Test
    void badDataSaysWhatIsWrong() throws ProtobufException {
        byte[] valid = request(gauge("level", "", point(1))).toByteArray();

        ValidatableResponse response =
                protobuf(java.util.Arrays.copyOf(valid, valid.length - 1)).statusCode(400);

        assertThat(status(response, 3)).contains("ExportMetricsServiceRequest", "bytes");
        assertThat(new String(response.extract().asByteArray(), StandardCharsets.ISO_8859_1))
                .contains("type.googleapis.com/google.rpc.BadRequest");
        assertThat(sink.keys()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"asDouble\":NaN}", "{\"asDouble\":1", "{\"asDouble\":true}"})
    void badDataInJsonSaysWhatIsWrongInJson(String point) {
        json(gaugeJson("level", point))
                .statusCode(400)
                .header("Content-Type", equalTo(JSON))
                .body("code", equalTo(3))
                .body("message", containsString("line 1"))
                .body("details[0].'@type'", equalTo("type.googleapis.com/google.rpc.BadRequest"))
                .body("details[0].fieldViolations[0].description", containsString("line 1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/protobuf", "text/plain", "application/grpc"})
    void anotherTypeIsNotTaken(String contentType) {
        sender(contentType)
                .body(new byte[] {1})
                .post("/v1/metrics")
                .then()
                .statusCode(415)
                .header("Content-Type", equalTo(JSON))
                .body("code", equalTo(3))
                .body("message", containsString("application/x-protobuf"))
                .body("details", nullValue());
    }

    @Test
    void aTypeThatIsNoneIsTheSendersFault() {
        sender("nonsense").body(new byte[] {1}).post("/v1/metrics").then().statusCode(415);
    }

    @Test
    void anotherEncodingIsNotTaken() throws ProtobufException {
        ValidatableResponse response = sender(PROTOBUF)
                .header("Content-Encoding", "zstd")
                .body(new byte[] {1})
                .post("/v1/metrics")
                .then()
                .statusCode(415);

        assertThat(status(response, 3)).contains("zstd");
    }

    @Test
    void whatIsNoGzipIsABadRequest() throws ProtobufException {
        ValidatableResponse response = sender(PROTOBUF)
                .header("Content-Encoding", "gzip")
                .body(new byte[] {1, 2, 3})
                .post("/v1/metrics")
                .then()
                .statusCode(400);

        assertThat(status(response, 3)).contains("gzip");
    }

    @Test
    void tooMuchOnceDecompressedIsTooLarge() throws IOException, ProtobufException {
        ValidatableResponse response = sender(PROTOBUF)
                .header("Content-Encoding", "gzip")
                .body(zipped(new byte[(16 << 20) + 1]))
                .post("/v1/metrics")
                .then()
                .statusCode(413);

        assertThat(status(response, 8)).contains("pulseboard.http.max-body");
    }

    /** Known from the length, so that the endpoint is not even asked. */
    @Test
    void tooMuchAsSentIsTooLarge() throws ProtobufException {
        ValidatableResponse response = protobuf(new byte[(16 << 20) + 1]).statusCode(413);

        assertThat(status(response, 8)).contains("pulseboard.http.max-body");
    }

    @Test
    void whoMayNotWriteIsToldInTheEncodingOfTheRequest() throws ProtobufException {
        ValidatableResponse response = given().header("Content-Type", PROTOBUF)
                .body(new byte[0])
                .post("/v1/metrics")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("Bearer"));

        assertThat(status(response, 16)).contains("pulseboard.ingest.token");
    }

    @Test
    void readingIsNotAllowed() {
        given().get("/v1/metrics").then().statusCode(405).body("code", equalTo("method_not_allowed"));
    }

    @Test
    void refusedPointsAreCounted() {
        json(gaugeJson("level", "{}")).statusCode(400);

        String metrics =
                given().get("/q/metrics").then().statusCode(200).extract().asString();

        assertThat(metrics)
                .containsPattern("pulseboard_otlp_points_refused_total\\{reason=\"invalid\"[^}]*} [1-9]")
                .containsPattern("pulseboard_http_refused_total\\{reason=\"bad_otlp\"[^}]*} [1-9]")
                .contains("pulseboard_otlp_delta_series");
    }
}
