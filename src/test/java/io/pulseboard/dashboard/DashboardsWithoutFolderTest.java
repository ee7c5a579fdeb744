package io.pulseboard.dashboard;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DashboardsWithoutFolderTest {
    @Test
    void thereAreNone() {
        given().get("/dashboards").then().statusCode(200).body(equalTo("{\"dashboards\":[],\"error\":null}"));
    }

    @Test
    void noneIsFound() {
        given().get("/dashboards/shop").then().statusCode(404);
    }

    @Test
    void aTextCanBeCheckedAllTheSame() {
        given().body("title: a\ncharts: [query: up]\n")
                .post("/dashboards/validate")
                .then()
                .statusCode(200)
                .body("board.title", equalTo("a"));
    }
}
