package io.bhiv.core;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.bhiv.core.testing.FakeBucket;
import io.bhiv.core.testing.SmallDiskResource;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.bhiv.stage.testing.SmallDisk;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The disk of logs and objects is full: really, not as an exception that a test throws. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(value = SmallDiskResource.class, restrictToAnnotatedClass = true)
class FullDiskIT {

    private final FakeBucket bucket = new FakeBucket(KafkaResource.bootstrapServers());

    @BeforeEach
    void start() {
        Assumptions.assumeTrue(SmallDiskResource.disk().isPresent(), SmallDisk.ASSUMPTION);
        bucket.start();
    }

    @AfterEach
    void stop() {
        bucket.stop();
    }

    @Test
    void intakeGoesOnWhileLogsAreLostAndCounted() throws IOException {
        SmallDisk disk = SmallDiskResource.disk().orElseThrow();
        synced(update());
        double droppedBefore = dropped();
        disk.fill();

        for (int i = 0; i < 50; i++) {
            synced(update());
        }

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(dropped()).isGreaterThan(droppedBefore));
        disk.makeRoom();
        String last = update();
        synced(last);
        Path log = disk.folder().resolve("logs/core_sync.log");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Files.readString(log)).contains(last));
    }

    @Test
    void aSaveIsRefusedWhole() throws IOException {
        SmallDisk disk = SmallDiskResource.disk().orElseThrow();
        save("old.json", "1").then().statusCode(200);
        disk.fill();

        save("new.json", "2").then().statusCode(507).contentType("application/problem+json");
        save("old.json", "2").then().statusCode(507);
        save("large.json", "\"" + "x".repeat(900_000) + "\"").then().statusCode(507);

        assertThat(names(disk.folder().resolve("bucket"))).containsExactly("old.json");
        assertThat(disk.folder().resolve("bucket/old.json")).hasContent("1");
        disk.makeRoom();
        save("new.json", "2").then().statusCode(200);
    }

    private static Response save(String filename, String payload) {
        return given().contentType("application/json")
                .body("{\"filename\":\"" + filename + "\",\"payload\":" + payload + "}")
                .post("/connectors/bucket/save");
    }

    private static String update() {
        return given().contentType("application/json")
                .body("{\"module\":\"disk\",\"data\":{\"id\":\"" + UUID.randomUUID() + "\"}}")
                .post("/core/update")
                .then()
                .statusCode(200)
                .extract()
                .path("update_id");
    }

    private static void synced(String id) {
        await().pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> given().get("/core/updates/" + id).then().body("state", equalTo("synced")));
    }

    private static double dropped() {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("bridge_core_log_dropped_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
