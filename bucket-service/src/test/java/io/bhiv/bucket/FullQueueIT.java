package io.bhiv.bucket;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A queue that is as deep, or as old, as it may be. */
@QuarkusTest
@Backends
@TestProfile(NarrowService.class)
class FullQueueIT {

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @Test
    void packetThatIsDueForTooLongStopsIntake() {
        Api.ingest("old", 1);
        Db.run("UPDATE bucket.packet_state"
                + " SET received_at = now() - interval '8 days', due_at = now() - interval '8 days'");

        Awaitility.await()
                .untilAsserted(() -> given().contentType(ContentType.JSON)
                        .body(Packets.learner("too late"))
                        .post(Api.BUCKET + "/ingest")
                        .then()
                        .statusCode(503)
                        .header("Retry-After", equalTo("30"))
                        .body("detail", containsString("longer than the queue allows")));

        Db.empty();
        Awaitility.await().untilAsserted(() -> Api.ingest("young", 1));
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault = "Redriving one old packet made ingest answer 503 to all",
            now = "Intake is limited by the age of packets that wait for their first time")
    void oldPacketThatIsRedrivenDoesNotStopIntake() {
        Api.ingest("redriven", 1);
        Db.run("UPDATE bucket.packet_state SET received_at = now() - interval '8 days', attempts = 3, epoch = 13");

        Awaitility.await()
                .untilAsserted(() -> assertThat(Api.get(Api.BUCKET + "/status")
                                .body()
                                .path("oldest_age_seconds")
                                .doubleValue())
                        .isGreaterThan(7 * 86_400));

        assertThat(Api.post(Api.BUCKET + "/ingest", Packets.learner("young")).status())
                .isEqualTo(200);
    }

    @Test
    void fullQueueRefusesUntilThereIsRoom() {
        // Packets left by earlier tests are out of the count within a second.
        Awaitility.await().untilAsserted(() -> Api.ingest("full", NarrowService.MAX_DEPTH - 1));
        Awaitility.await()
                .untilAsserted(() -> assertThat(Api.post(Api.BUCKET + "/ingest", Packets.learner("last one"))
                                .isOk())
                        .isTrue());

        given().contentType(ContentType.JSON)
                .body(Packets.learner("one too many"))
                .post(Api.BUCKET + "/ingest")
                .then()
                .statusCode(503)
                .header("Retry-After", equalTo("30"))
                .contentType("application/problem+json");
        assertThat(Db.number("SELECT count(*) FROM bucket.packet")).isEqualTo(NarrowService.MAX_DEPTH);

        Api.settle(Api.lease(10, 60, 0), true);
        Awaitility.await()
                .untilAsserted(() -> assertThat(Api.post(Api.BUCKET + "/ingest", Packets.learner("room again"))
                                .status())
                        .isEqualTo(200));
    }
}
