package io.bhiv.kit.app;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;

import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(KeysProfile.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class KeysIT {

    static final String OLD = "fake-operator-key-old";
    static final String NEW = "fake-operator-key-new";
    static final String WATCHER = "fake-viewer-key";

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
        given().get("/sample/operator")
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
    void aKeyWithoutTheRoleIsForbidden() {
        given().header("X-Api-Key", WATCHER)
                .get("/sample/operator")
                .then()
                .statusCode(403)
                .contentType("application/problem+json");
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
