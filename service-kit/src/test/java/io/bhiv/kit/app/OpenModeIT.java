package io.bhiv.kit.app;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;

/** Where nobody needs a key: what a browser sends on behalf of pages that are not ours. */
@QuarkusTest
@TestProfile(OwnSchema.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class OpenModeIT {

    private static final String BODY = "{\"level\":1,\"inner\":{\"depth\":1}}";

    @Test
    @FixedFault(
            area = Area.KEYS,
            fault = "In mode open any page that somebody read could replay updates and run jobs on their machine",
            now =
                    "What a browser sends from a page of another origin is refused there, except from origins that are named")
    void aPageOfAnotherOriginMayNotCall() {
        from("https://elsewhere.example.org").statusCode(403).body("detail", containsString("bridge.auth.origins"));
        from("null").statusCode(403);
    }

    @Test
    void aPageUnderANameThatWasPointedAtThisMachineMayNotCall() {
        int port = RestAssured.port;
        given().header("Host", "elsewhere.example.org:" + port)
                .header("Origin", "http://elsewhere.example.org:" + port)
                .contentType(ContentType.JSON)
                .body(BODY)
                .post("/sample/body")
                .then()
                .statusCode(403);
    }

    @Test
    @FixedFault(
            area = Area.KEYS,
            fault =
                    "In mode open an image on anybody's page could lease packets, as browsers name no origin for what a page loads so",
            now = "What a page of another origin loads is refused there; a link to a page of ours may be followed")
    void whatAPageOfAnotherOriginLoadsIsRefused() {
        loaded("cross-site", "image").statusCode(403);
        loaded("same-site", "iframe").statusCode(403);
        loaded("same-origin", "image").statusCode(200);
        loaded("none", "document").statusCode(200);
        loaded("cross-site", "document").statusCode(200);
    }

    private static ValidatableResponse loaded(String site, String destination) {
        return given().header("Sec-Fetch-Site", site)
                .header("Sec-Fetch-Dest", destination)
                .get("/sample/page?limit=3")
                .then();
    }

    @Test
    void pagesOfOurOwnAndProgramsMayCall() {
        from("http://localhost:" + RestAssured.port).statusCode(200);
        given().header("Host", "127.0.0.1:" + RestAssured.port)
                .header("Origin", "http://127.0.0.1:" + RestAssured.port)
                .contentType(ContentType.JSON)
                .body(BODY)
                .post("/sample/body")
                .then()
                .statusCode(200);
        given().header("Host", "bridge.example.org")
                .contentType(ContentType.JSON)
                .body(BODY)
                .post("/sample/body")
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse from(String origin) {
        return given().header("Origin", origin)
                .contentType(ContentType.JSON)
                .body(BODY)
                .post("/sample/body")
                .then();
    }
}
