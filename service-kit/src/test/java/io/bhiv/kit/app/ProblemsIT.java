package io.bhiv.kit.app;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OwnSchema.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class ProblemsIT {

    @Test
    void aWrongTypePointsToItsPlace() {
        problem(post("{\"level\":1,\"inner\":{\"depth\":\"deep\"}}"), 400).body("pointer", is("/inner/depth"));
    }

    @Test
    void aBrokenBoundPointsToItsPlace() {
        problem(post("{\"level\":1,\"inner\":{\"depth\":11}}"), 400).body("pointer", containsString("depth"));
    }

    @Test
    void whatIsNoJsonIsMalformed() {
        problem(post("{\"level\":"), 400).body("type", is("urn:bhiv:problem:malformed"));
    }

    @Test
    void aFullQueueAsksToComeBack() {
        problem(get("/sample/overloaded").then(), 503).header("Retry-After", is("2"));
    }

    @Test
    void aStoreThatIsAwayAsksToComeBack() {
        problem(get("/sample/store-away").then(), 503)
                .header("Retry-After", is("2"))
                .body("type", is("urn:bhiv:problem:store-unavailable"));
    }

    @Test
    void aMistakeOfOursTellsNothingOfItself() {
        String body =
                problem(get("/sample/mistake").then(), 500).extract().body().asString();

        assertThat(body)
                .doesNotContain("fake-secret")
                .doesNotContain("IllegalState")
                .doesNotContain("at io.bhiv");
    }

    @Test
    void extensionsStandBesideTheStandardMembers() {
        problem(get("/sample/conflict").then(), 409).body("state", is("stored")).body("status", is(409));
    }

    @Test
    void unknownPathsAndMethodsAreProblemsToo() {
        problem(get("/sample/nowhere").then(), 404);
        problem(given().delete("/sample/conflict").then(), 405);
        problem(given().contentType("text/csv").body("a,b").post("/sample/body").then(), 415);
    }

    @Test
    void parameterThatCannotBeReadIsMalformedAndNotAWrongAddress() {
        problem(get("/sample/page?limit=ten").then(), 400).body("type", is("urn:bhiv:problem:malformed"));
        get("/sample/page?limit=10").then().statusCode(200);
    }

    @Test
    void onlyTrueAndFalseAreBooleans() {
        get("/sample/preview").then().statusCode(200).body(is("true"));
        get("/sample/preview?dryRun=true").then().statusCode(200).body(is("true"));
        get("/sample/preview?dryRun=false").then().statusCode(200).body(is("false"));
        get("/sample/preview?dryRun=").then().statusCode(200).body(is("true"));
        for (String word : List.of("yes", "no", "0", "1", "FALSE")) {
            problem(get("/sample/preview?dryRun=" + word).then(), 400);
        }
    }

    private static ValidatableResponse post(String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/sample/body")
                .then();
    }

    private static ValidatableResponse problem(ValidatableResponse response, int status) {
        return response.statusCode(status).contentType("application/problem+json");
    }
}
