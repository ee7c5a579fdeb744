package io.pulseboard.dashboard;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(DashboardsResourceTest.WithFolder.class)
class DashboardsResourceTest {
    /** Two boards, one of them broken. */
    public static class WithFolder implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Path folder = Files.createTempDirectory("boards");
                Files.copy(Path.of("examples", "dashboards", "shop.yaml"), folder.resolve("shop.yaml"));
                Files.writeString(folder.resolve("broken.yaml"), "title: a\ncharts:\n  - query: up\n    refresh: 1s\n");
                return Map.of("pulseboard.dashboards", folder.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @ConfigProperty(name = "pulseboard.dashboards")
    @SuppressWarnings("NullAway.Init")
    Path folder;

    static Stream<byte[]> hostile() {
        return HostileYaml.all();
    }

    @Test
    void allAreListedByName() {
        given().get("/dashboards")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", "no-cache")
                .header("ETag", matchesPattern("\"[0-9a-f]{24}\""))
                .body("error", nullValue())
                .body("dashboards.find { it.name == 'broken' }.error.file", equalTo("broken.yaml"))
                .body("dashboards.find { it.name == 'broken' }.error.line", equalTo(4))
                .body("dashboards.find { it.name == 'broken' }.error.column", equalTo(5))
                .body("dashboards.find { it.name == 'broken' }.error.message", containsString("'refresh' of chart 1"))
                .body("dashboards.find { it.name == 'broken' }.board", nullValue())
                .body("dashboards.find { it.name == 'shop' }.title", equalTo("Shop"))
                .body("dashboards.find { it.name == 'shop' }.board.charts", hasSize(6))
                .body("dashboards.find { it.name == 'shop' }.error", nullValue());
    }

    @Test
    void oneIsFoundByItsName() {
        given().get("/dashboards/shop")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-cache")
                .body("name", equalTo("shop"))
                .body("file", equalTo("shop.yaml"))
                .body("board.rotate", equalTo("30s"))
                .body("board.charts[0].groupBy", contains("instance"))
                .body("board.charts[4].thresholds.when", equalTo("below"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dashboards/shop", "/dashboards/broken"})
    void whatHasNotChangedCostsNoBody(String path) {
        String tag = given().get(path).header("ETag");

        for (String held : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*"}) {
            Response again = given().header("If-None-Match", held).get(path);
            assertThat(again.statusCode()).as(held).isEqualTo(304);
            assertThat(again.asByteArray()).isEmpty();
            assertThat(again.header("ETag")).isEqualTo(tag);
        }
        given().header("If-None-Match", "\"another\"").get(path).then().statusCode(200);
    }

    @Test
    void headTellsTheSameWithoutABody() {
        Response get = given().get("/dashboards/shop");

        Response head = given().head("/dashboards/shop");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.header("ETag")).isEqualTo(get.header("ETag"));
        assertThat(head.asByteArray()).isEmpty();
        given().head("/dashboards").then().statusCode(200);
    }

    @Test
    void whatIsNotThereIsNamed() {
        given().get("/dashboards/nothing")
                .then()
                .statusCode(404)
                .contentType("application/json")
                .body("type", equalTo("error"))
                .body("code", equalTo("not_found"))
                .body("parameter", equalTo("name"))
                .body("message", equalTo("there is no dashboard 'nothing'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dashboards/..%2f..%2fetc%2fpasswd",
                "/dashboards/a%00b",
                "/dashboards/shop.yaml",
                "/dashboards/%0a"
            })
    void nothingButTheNamesOfBoardsIsFound(String path) {
        given().urlEncodingEnabled(false).get(path).then().statusCode(404);
    }

    @Test
    void aFileThatComesChangesAndGoesIsFollowedWithoutARestart() throws IOException {
        Path file = folder.resolve("later.yaml");

        Files.writeString(file, BoardFolderTest.board("First"));
        await().untilAsserted(() ->
                given().get("/dashboards/later").then().statusCode(200).body("title", equalTo("First")));

        Files.writeString(file, "title: Second\ncharts: [");
        await().untilAsserted(() -> given().get("/dashboards/later")
                .then()
                .body("title", equalTo("First"))
                .body("error.line", greaterThan(0)));

        Files.delete(file);
        await().untilAsserted(() -> given().get("/dashboards/later").then().statusCode(404));
    }

    @Test
    void boardsAreCounted() {
        given().get("/q/metrics")
                .then()
                .body(containsString("pulseboard_dashboards{state=\"loaded\"}"))
                .body(containsString("pulseboard_dashboards{state=\"error\"}"));
    }

    @Test
    void aTextIsCheckedWithoutAToken() {
        given().contentType("application/yaml")
                .body("title: a\ncharts: [query: up]\n".getBytes(StandardCharsets.UTF_8))
                .post("/dashboards/validate")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("board.title", equalTo("a"))
                .body("board.charts[0].query", contains("up"))
                .body("error", nullValue());

        given().get("/dashboards/a").then().statusCode(404);
    }

    @Test
    void aTextThatIsNoBoardIsToldWhere() {
        given().body("title: a\nrefresh: 1s\n")
                .post("/dashboards/validate")
                .then()
                .statusCode(200)
                .body("board", nullValue())
                .body("error.file", nullValue())
                .body("error.line", equalTo(2))
                .body("error.column", equalTo(1))
                .body("error.message", containsString("'refresh'"));
    }

    @Test
    void anEmptyTextIsNoBoard() {
        given().post("/dashboards/validate").then().statusCode(200).body("error.line", equalTo(1));
    }

    @Test
    void aTextThatIsTooLargeIsNotRead() {
        given().body(new byte[256 * 1024 + 1])
                .post("/dashboards/validate")
                .then()
                .statusCode(413)
                .body("code", equalTo("too_large"))
                .body("message", equalTo("the body is larger than what is taken here, 262144 bytes"));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("hostile")
    void hostileTextIsAnError(byte[] text) {
        Response response = given().body(text).post("/dashboards/validate");

        if (text.length > 256 * 1024) {
            assertThat(response.statusCode()).isEqualTo(413);
        } else {
            assertThat(response.statusCode())
                    .as(new String(text, StandardCharsets.ISO_8859_1))
                    .isEqualTo(200);
            assertThat(response.jsonPath().getString("error.message")).isNotBlank();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dashboards",
                "/dashboards/shop",
                "/dashboards/validate/",
                "/dashboards/%76alidate",
                "/metrics/job/x/../../../dashboards/validate",
                "/metrics/job/dashboards/validate",
                "/dashboards/validate/../../metrics"
            })
    void nothingElseIsPostedWithoutTheToken(String path) {
        given().urlEncodingEnabled(false).body("a 1\n").post(path).then().statusCode(403);
    }

    @Test
    void nothingElseIsDoneToItWithoutTheToken() {
        given().body("a").put("/dashboards/validate").then().statusCode(403);
        given().delete("/dashboards/validate").then().statusCode(403);
    }

    @Test
    void aPageOfAnotherSiteMayNotHaveTextChecked() {
        given().header("Origin", "https://evil.example")
                .body("title: a\n")
                .post("/dashboards/validate")
                .then()
                .statusCode(403)
                .body("code", equalTo("origin_not_allowed"));
    }
}
