package io.bhiv.kit.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(KeysProfile.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class KeysIT {

    static final String OLD = "fake-operator-key-old";
    static final String NEW = "fake-operator-key-new";
    static final String WATCHER = "fake-viewer-key";
    static final String SLOW = "fake-viewer-key-with-a-rate";
    static final String PUBLISHED = "fake-published-key";
    static final String ORIGIN = "https://learn.example.org";

    @Test
    void bothKeysAreGoodWhileTheyRotate() {
        given().header("X-Api-Key", OLD).get("/sample/operator").then().statusCode(200);
        given().header("Authorization", "Bearer " + NEW)
                .get("/sample/operator")
                .then()
                .statusCode(200);
    }

    @Test
    void aMissingOrWrongKeyIsAnsweredAsAProblemThatSaysHow() {
        given().get("/sample/viewer")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer")
                .body("type", is("urn:bhiv:problem:unauthenticated"));
        given().header("X-Api-Key", "wrong")
                .get("/sample/operator")
                .then()
                .statusCode(401)
                .contentType("application/problem+json");
    }

    @Test
    void whoHasNoKeyIsToldSoBeforeItsBodyIsRead() throws IOException {
        try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            caller.setSoTimeout(20_000);
            String begun =
                    "POST /sample/ingest HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n";
            caller.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(caller.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 401");
        }
    }

    @Test
    void aKeyWithoutTheRoleIsForbidden() {
        given().header("X-Api-Key", WATCHER)
                .get("/sample/operator")
                .then()
                .statusCode(403)
                .contentType("application/problem+json");
    }

    @Test
    @FixedFault(
            area = Area.KEYS,
            fault = "Clients without a key could not reach a service in keys mode",
            now = "Routes named in bridge.auth.anonymous answer them")
    void anOpenRouteNeedsNoKey() {
        given().get("/sample/open/door").then().statusCode(200);
    }

    @Test
    @FixedFault(
            area = Area.KEYS,
            fault = "No way to open one route without opening all",
            now = "An open route never grants the operator role")
    void anOperatorsRouteStaysClosedThoughItIsListedAsOpen() {
        given().get("/sample/operator")
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("type", is("urn:bhiv:problem:forbidden"));
    }

    @Test
    @FixedFault(
            area = Area.KEYS,
            fault = "sendBeacon cannot set headers, so browsers could not send packets",
            now = "A publishable key in the query is accepted from its own origins, for ingest alone")
    void aPageOfItsOriginMaySendWithAPublishableKeyInTheQuery() {
        given().header("Origin", ORIGIN)
                .contentType("text/plain")
                .body("{}")
                .post("/sample/ingest?api_key=" + PUBLISHED)
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", ORIGIN);
    }

    @Test
    void aPreflightOfItsOriginIsAnsweredWithoutAKey() {
        given().header("Origin", ORIGIN)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type")
                .options("/sample/ingest")
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Origin", ORIGIN);
    }

    @Test
    void aPublishableKeyIsRefusedFromAnotherOriginAndFromNone() {
        given().header("Origin", "https://elsewhere.example.org")
                .post("/sample/ingest?api_key=" + PUBLISHED)
                .then()
                .statusCode(401);
        given().header("X-Api-Key", PUBLISHED).post("/sample/ingest").then().statusCode(401);
    }

    @Test
    void aSecretKeyInTheQueryIsRefused() {
        given().get("/sample/operator?api_key=" + OLD).then().statusCode(401);
    }

    @Test
    @FixedFault(
            area = Area.KEYS,
            fault = "One caller could use up the whole service",
            now = "429 with Retry-After per key and per address")
    void aKeyAboveItsRateIsAnswered429WithATimeToWait() {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            statuses.add(given().header("X-Api-Key", SLOW).get("/sample/viewer").statusCode());
        }

        assertThat(statuses).startsWith(200, 200, 200, 200, 200).contains(429);
        given().header("X-Api-Key", SLOW)
                .get("/sample/viewer")
                .then()
                .statusCode(429)
                .header("Retry-After", "1")
                .body("type", is("urn:bhiv:problem:over-quota"));
    }

    @Test
    @FixedFault(
            area = Area.KEYS,
            fault = "All callers behind a proxy shared the rate of one address, so that one noisy page shut out"
                    + " everybody",
            now = "A proxy that is trusted names its callers, and each has a rate of its own")
    void callersBehindATrustedProxyHaveARateEach() {
        assertThat(openDoor("198.51.100.1, 203.0.113.7", 100)).startsWith(200).contains(429);
        assertThat(openDoor("203.0.113.8", 1)).containsExactly(200);
        // Another word at the beginning, as a caller may write it, is the same caller; a new one would have ten.
        assertThat(openDoor("198.51.100.2, 203.0.113.7", 5)).contains(429);
    }

    private static List<Integer> openDoor(String forwardedFor, int times) {
        return IntStream.range(0, times)
                .mapToObj(time -> given().header("X-Forwarded-For", forwardedFor)
                        .get("/sample/open/door")
                        .statusCode())
                .toList();
    }

    static String sha256(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
