package io.bhiv.kit.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.bhiv.kit.problem.Problem;
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
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Where nobody needs a key: what a browser sends on behalf of pages that are not ours. */
@QuarkusTest
@TestProfile(OwnSchema.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class OpenModeIT {

    /** Of {@code bridge.auth.open-hosts}. */
    static final String NAMED = "bridge.example.org";

    private static final String BODY = "{\"level\":1,\"inner\":{\"depth\":1}}";

    @Inject
    Vertx vertx;

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
    @FixedFault(
            area = Area.KEYS,
            fault = "In mode open a page under a name that its owner pointed at this machine (DNS rebinding) could"
                    + " read everything and send what it liked",
            now = "Under a name that is not local and not in bridge.auth.open-hosts every request but a probe is"
                    + " answered 421")
    void aPageUnderANameThatWasPointedAtThisMachineMayNeitherReadNorSend() {
        for (String name : List.of("elsewhere.example.org", "localhost.example.org", "127.0.0.1.example.org")) {
            readUnder(name)
                    .statusCode(421)
                    .contentType(Problem.MEDIA_TYPE)
                    .body("type", equalTo("urn:bhiv:problem:misdirected"))
                    .body("detail", containsString("bridge.auth.open-hosts"));
            sentUnder(name).statusCode(421);
            given().header("Host", name + ":" + RestAssured.port)
                    .header("Origin", "http://" + name + ":" + RestAssured.port)
                    .contentType(ContentType.JSON)
                    .body(BODY)
                    .post("/sample/body")
                    .then()
                    .statusCode(421);
        }
    }

    @Test
    void http2NamesWhatItCallsInAHeaderOfItsOwn() throws Exception {
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        try {
            assertThat(statusUnder(client, "elsewhere.example.org")).isEqualTo(421);
            assertThat(statusUnder(client, "localhost")).isEqualTo(200);
        } finally {
            client.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    private static int statusUnder(HttpClient client, String name) throws Exception {
        RequestOptions options = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(RestAssured.port, "localhost"))
                .setHost(name)
                .setPort(RestAssured.port)
                .setURI("/sample/page?limit=3");
        return client.request(options)
                .compose(HttpClientRequest::send)
                .map(HttpClientResponse::statusCode)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    void namesOfThisMachineAndOfContainersAndThoseThatAreNamedMayBeCalled() {
        for (String name : List.of(
                "localhost", "LOCALHOST", "bridge.localhost", "127.0.0.1", "10.1.2.3", "[::1]", "core-bridge", NAMED)) {
            readUnder(name).statusCode(200);
            sentUnder(name).statusCode(200);
        }
    }

    @Test
    void aProbeMayUseAnyName() {
        given().header("Host", "probe.example.org").get("/q/health/live").then().statusCode(200);
    }

    private static ValidatableResponse readUnder(String name) {
        return given().header("Host", name + ":" + RestAssured.port)
                .get("/sample/page?limit=3")
                .then();
    }

    private static ValidatableResponse sentUnder(String name) {
        return given().header("Host", name + ":" + RestAssured.port)
                .contentType(ContentType.JSON)
                .body(BODY)
                .post("/sample/body")
                .then();
    }

    @Test
    @FixedFault(
            area = Area.KEYS,
            fault =
                    "In mode open an image on anybody's page could lease packets, as browsers name no origin for what a page loads so",
            now =
                    "What a page of another origin loads is refused there; a link may be followed to a page of ours, not to what programs call")
    void whatAPageOfAnotherOriginLoadsIsRefused() {
        loaded("cross-site", "image").statusCode(403);
        loaded("same-site", "iframe").statusCode(403);
        loaded("same-origin", "image").statusCode(200);
        loaded("none", "document").statusCode(200);
        loaded("cross-site", "document").statusCode(200);
        given().header("Sec-Fetch-Site", "cross-site")
                .header("Sec-Fetch-Dest", "document")
                .get("/api/v1/nothing")
                .then()
                .statusCode(403);
        given().header("Sec-Fetch-Site", "none")
                .header("Sec-Fetch-Dest", "document")
                .get("/api/v1/nothing")
                .then()
                .statusCode(404);
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
        given().header("Host", NAMED)
                .header("Origin", "https://" + NAMED)
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
