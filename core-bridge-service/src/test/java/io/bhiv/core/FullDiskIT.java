package io.bhiv.core;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.bhiv.core.testing.BhivCoreResource;
import io.bhiv.core.testing.FakeBucket;
import io.bhiv.core.testing.SmallDiskResource;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.bhiv.stage.testing.SmallDisk;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The disk of logs and objects is full: really, not as an exception that a test throws. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(BhivCoreResource.class)
@QuarkusTestResource(value = SmallDiskResource.class, restrictToAnnotatedClass = true)
@Tag("faults")
class FullDiskIT {

    private final FakeBucket bucket = new FakeBucket(KafkaResource.bootstrapServers());

    @BeforeEach
    void start() {
        Assumptions.assumeTrue(SmallDiskResource.disk().isPresent(), SmallDisk.ASSUMPTION);
        bucket.start();
    }

    /** Also where a test has failed: the next one begins with room, and with a BHIV Core that answers. */
    @AfterEach
    void stop() throws IOException {
        bucket.stop();
        if (SmallDiskResource.disk().isPresent()) {
            SmallDiskResource.disk().get().makeRoom();
        }
        behave("ok");
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

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "a failed send that was sent again while the disk was full never had its line in failed_core_sends.log",
            now = "the failure is kept until its line is written, whatever becomes of the delivery meanwhile")
    void aFailureThatIsSentAgainHasItsLineAsSoonAsThereIsRoom() throws IOException {
        // Longer than the room that is left in the last page of a file.
        String payload = "{\"marker\":\"" + "x".repeat(16_384) + "\"}";
        SmallDisk disk = SmallDiskResource.disk().orElseThrow();
        disk.fill();
        behave("refuse");
        String id = given().contentType("application/json")
                .body(payload)
                .post("/connectors/core/send")
                .then()
                .statusCode(202)
                .body("status", equalTo("failed"))
                .extract()
                .path("delivery_id");
        behave("ok");

        given().post("/connectors/core/replay?dryRun=false&limit=10000&rate=1000")
                .then()
                .statusCode(200)
                .body("deliveries.delivery_id", hasItem(id));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> given().get("/connectors/deliveries/" + id).then().body("status", equalTo("delivered")));
        disk.makeRoom();
        Path file = disk.folder().resolve("failed_core_sends.log");
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(Files.exists(file) ? Files.readAllLines(file) : List.<String>of())
                        .anySatisfy(line -> assertThat(line)
                                .contains("\"delivery_id\":\"" + id
                                        + "\",\"kind\":\"payload\",\"attempts\":1,\"reason\":")
                                .contains("400")
                                .endsWith(",\"payload\":" + payload + "}")));
    }

    private static void behave(String behaviour) {
        URI core = URI.create(ConfigProvider.getConfig().getValue("BHIV_CORE_URL", String.class));
        given().body(behaviour).put(core.resolve("/behaviour")).then().statusCode(200);
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
