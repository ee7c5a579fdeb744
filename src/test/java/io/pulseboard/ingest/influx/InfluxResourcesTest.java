package io.pulseboard.ingest.influx;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.micrometer.core.instrument.MeterRegistry;
import io.pulseboard.ingest.RecordingSink;
import io.pulseboard.ingest.WithRecordingSink;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(WithRecordingSink.class)
class InfluxResourcesTest {
    @Inject
    RecordingSink sink;

    @Inject
    MeterRegistry meters;

    @BeforeEach
    void empty() {
        sink.clear();
    }

    // POST /write, "InfluxDB API reference", 1.8

    @Test
    void pointsAreHeld() {
        write("cpu,host=a user=1.5,system=2i 1763800000000000000\nmem free=3u\n")
                .queryParam("db", "telegraf")
                .queryParam("rp", "autogen")
                .queryParam("consistency", "any")
                .post("/write")
                .then()
                .statusCode(204)
                .header("X-Influxdb-Version", "1.8.10")
                .header("Content-Type", nullValue());

        assertThat(sink.keys())
                .containsExactly(
                        "cpu_system{db=\"telegraf\",host=\"a\"}",
                        "cpu_user{db=\"telegraf\",host=\"a\"}",
                        "mem_free{db=\"telegraf\"}");
        assertThat(sink.sample("cpu_user{db=\"telegraf\",host=\"a\"}").timestampMillis())
                .isEqualTo(1_763_800_000_000L);
    }

    @Test
    void withoutADatabaseThereIsNoLabel() {
        write("m f=1").post("/write").then().statusCode(204);
        write("m g=1").queryParam("db", "").post("/write").then().statusCode(204);

        assertThat(sink.keys()).containsExactly("m_f", "m_g");
    }

    @ParameterizedTest
    @CsvSource({
        "n,1763800000000000000",
        "ns,1763800000000000000",
        "u,1763800000000000",
        "us,1763800000000000",
        "µ,1763800000000000",
        "ms,1763800000000",
        "s,1763800000",
        "m,29396666",
        "h,489944",
        "'',1763800000000000000"
    })
    void precisionsOfVersion1(String precision, long timestamp) {
        write("m f=1 " + timestamp)
                .queryParam("precision", precision)
                .post("/write")
                .then()
                .statusCode(204);

        assertThat(sink.sample("m_f").timestampMillis()).isBetween(1_763_798_400_000L, 1_763_800_000_000L);
    }

    @Test
    void anUnknownPrecisionIsABadRequest() {
        write("m f=1")
                .queryParam("precision", "d")
                .post("/write")
                .then()
                .statusCode(400)
                .body("error", equalTo("precision = 'd' is none of n, u, ms, s, m or h"))
                .header("X-Influxdb-Error", startsWith("precision"));
    }

    @Test
    void goodLinesAreKeptAndBadOnesAreNamed() {
        write("m a=1\nm b=x\nm,t= c=1\noutsized f=1\n")
                .post("/write")
                .then()
                .statusCode(400)
                .header("X-Influxdb-Error", startsWith("partial write: line 2"))
                .body("error", startsWith("partial write: line 2, column 5: 'x' is neither"))
                .body("error", containsString("; line 3, column 5: the value of tag 't' is empty"))
                .body("error", containsString("; line 4: 'outsized_f' is outsized"))
                .body("error", containsString(" dropped=3"));

        assertThat(sink.keys()).containsExactly("m_a");
    }

    @Test
    void nothingGoodCannotBeParsed() {
        write("m\n".repeat(30))
                .post("/write")
                .then()
                .statusCode(400)
                .body("error", startsWith("unable to parse: line 1, column 2: the fields are missing"))
                .body("error", containsString("; and 10 more dropped=30"));
    }

    @Test
    void anErrorFitsIntoAHeaderWhateverItQuotes() {
        write("m f=ä\u0001\u007f\n")
                .post("/write")
                .then()
                .statusCode(400)
                .header("X-Influxdb-Error", containsString("'???'"));
    }

    @Test
    void commentsAndNothingAreWritten() {
        write("# nothing\n\n").post("/write").then().statusCode(204);
        write("").post("/write").then().statusCode(204);
    }

    @Test
    void anOlderPointThanTheOneHeldIsNoMistake() {
        write("late f=1 1\nm a=1").post("/write").then().statusCode(204);

        assertThat(sink.keys()).containsExactly("m_a");
    }

    @Test
    void aFullBudgetSaysWhenToComeBack() {
        sink.budget(1);

        write("m a=1,b=2")
                .post("/write")
                .then()
                .statusCode(429)
                .header("Retry-After", "30")
                .body("error", startsWith("partial write: line 1: the series budget is full"));

        assertThat(sink.keys()).containsExactly("m_a");
    }

    @Test
    void compressedBodiesAreTaken() throws IOException {
        given().header("Authorization", "Token " + WithRecordingSink.TOKEN)
                .header("Content-Encoding", "gzip")
                .body(gzip("m f=1"))
                .post("/write")
                .then()
                .statusCode(204);

        assertThat(sink.keys()).containsExactly("m_f");
    }

    @Test
    void whatIsWrongWithABodyIsSaidInTheVersionsWords() {
        write("m f=1")
                .header("Content-Encoding", "br")
                .post("/write")
                .then()
                .statusCode(415)
                .body("error", containsString("'br'"));
        write("nonsense")
                .header("Content-Encoding", "gzip")
                .post("/api/v2/write")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid"))
                .body("message", startsWith("the body says gzip and is not"));
    }

    @Test
    void textsAndBadLinesAreCounted() {
        double strings = count("pulseboard.influx.strings.skipped");
        double bad = count("pulseboard.influx.lines.refused");

        write("m a=\"x\",b=\"y\"\nm\n").post("/write").then().statusCode(400);

        assertThat(count("pulseboard.influx.strings.skipped")).isEqualTo(strings + 2);
        assertThat(count("pulseboard.influx.lines.refused")).isEqualTo(bad + 1);
    }

    private double count(String meter) {
        return meters.get(meter).counter().count();
    }

    // POST /api/v2/write, "InfluxDB API reference", 2.x

    @Test
    void version2IsTaken() {
        write("m,host=a f=1 1763800000")
                .queryParam("org", "acme")
                .queryParam("bucket", "metrics")
                .queryParam("precision", "s")
                .post("/api/v2/write")
                .then()
                .statusCode(204);

        assertThat(sink.sample("m_f{bucket=\"metrics\",host=\"a\"}").timestampMillis())
                .isEqualTo(1_763_800_000_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "u", "m", "h", "sec"})
    void precisionsThatVersion2DoesNotHave(String precision) {
        write("m f=1")
                .queryParam("precision", precision)
                .post("/api/v2/write")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid"))
                .body("message", equalTo("precision = '" + precision + "' is none of ns, us, ms or s"));
    }

    @Test
    void errorsOfVersion2HaveItsShape() {
        write("m a=1\nm b=x\n")
                .post("/api/v2/write")
                .then()
                .statusCode(400)
                .header("X-Influxdb-Error", nullValue())
                .body("code", equalTo("invalid"))
                .body("message", startsWith("partial write: line 2, column 5: 'x'"))
                .body("$", not(hasKey("error")));

        assertThat(sink.keys()).containsExactly("m_a");
    }

    @Test
    void aFullBudgetInVersion2() {
        sink.budget(0);

        write("m a=1")
                .post("/api/v2/write")
                .then()
                .statusCode(429)
                .header("Retry-After", "30")
                .body("code", equalTo("too many requests"));
    }

    // Who may write

    @ParameterizedTest
    @ValueSource(strings = {"/write", "/api/v2/write", "/query"})
    void writingNeedsTheToken(String path) {
        given().body("m f=1").post(path).then().statusCode(401).body("code", equalTo("unauthorized"));
        given().header("Authorization", "Token wrong")
                .body("m f=1")
                .post(path)
                .then()
                .statusCode(401);

        assertThat(sink.keys()).isEmpty();
    }

    @Test
    void theTokenMayBeThePasswordOfBasic() {
        String pair = Base64.getEncoder()
                .encodeToString(("telegraf:" + WithRecordingSink.TOKEN).getBytes(StandardCharsets.UTF_8));

        given().header("Authorization", "Basic " + pair)
                .body("m f=1")
                .post("/write")
                .then()
                .statusCode(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/write?u=a&p=s3cret", "/write?db=x&p=s3cret", "/api/v2/write?u=a", "/query?u=a&p=s3cret"})
    void credentialsInTheUrlAreNotTakenEvenIfTheyAreRight(String target) {
        write("m f=1")
                .post(target)
                .then()
                .statusCode(401)
                .body("code", equalTo("credentials_in_url"))
                .body("message", containsString("'Authorization: Token <token>'"))
                .body("message", not(containsString("s3cret")));

        assertThat(sink.keys()).isEmpty();
    }

    // GET /ping

    @Test
    void pingIsAnswered() {
        given().get("/ping")
                .then()
                .statusCode(204)
                .header("X-Influxdb-Version", "1.8.10")
                .header("X-Influxdb-Build", "Pulseboard");
        given().head("/ping").then().statusCode(204).header("X-Influxdb-Version", "1.8.10");
        given().queryParam("verbose", "true")
                .get("/ping")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("version", equalTo("1.8.10"));
    }

    // GET and POST /query

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE DATABASE \"telegraf\"",
                " create  database mydb with duration 2d name myrp; ",
                "CREATE RETENTION POLICY \"a\" ON \"b\" DURATION 1h REPLICATION 1 DEFAULT",
                "ALTER RETENTION POLICY a ON b DEFAULT"
            })
    void whatSendersBeginWithIsAgreedTo(String statement) {
        given().header("Authorization", "Token " + WithRecordingSink.TOKEN)
                .contentType("application/x-www-form-urlencoded")
                .formParam("q", statement)
                .post("/query")
                .then()
                .statusCode(200)
                .body("results", hasSize(1))
                .body("results[0].statement_id", equalTo(0))
                .body("results[0]", not(hasKey("error")));
        given().queryParam("q", statement).get("/query").then().statusCode(200).body("results", hasSize(1));
    }

    @Test
    void thereAreNoDatabases() {
        given().queryParam("q", "SHOW DATABASES; CREATE DATABASE x")
                .get("/query")
                .then()
                .statusCode(200)
                .body("results[0].series[0].name", equalTo("databases"))
                .body("results[0].series[0].columns", equalTo(java.util.List.of("name")))
                .body("results[1].statement_id", equalTo(1));
    }

    @Test
    void anythingElseIsSaidToBeNone() {
        given().queryParam("q", "SELECT * FROM cpu")
                .get("/query")
                .then()
                .statusCode(400)
                .header("X-Influxdb-Error", startsWith("error parsing query"))
                .body("error", containsString("'SELECT * FROM cpu'"));
        given().get("/query").then().statusCode(400).body("error", equalTo("missing required parameter \"q\""));
        given().queryParam("q", "SHOW DATABASES")
                .queryParam("p", "x")
                .get("/query")
                .then()
                .statusCode(401);
        write("q=%ZZ").post("/query").then().statusCode(400);
        write("q=" + "x".repeat(20_000))
                .post("/query")
                .then()
                .statusCode(413)
                .body("error", startsWith("the body is larger"));
    }

    private static RequestSpecification write(String body) {
        return given().header("Authorization", "Token " + WithRecordingSink.TOKEN)
                .contentType("text/plain; charset=utf-8")
                .body(body.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
