package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One packet from its arrival to its end, by its id. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
class PacketTraceIT {

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @Test
    void aPacketIsFollowedFromItsArrivalToItsEnd() {
        Instant before = Instant.now().minusSeconds(60);
        Api.ingest("traced", 1);
        assertThat(trace("traced-0").path("state").textValue()).isEqualTo("pending");
        assertThat(time(trace("traced-0"), "received_at")).isAfter(before);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(trace("traced-0").path("published").booleanValue())
                                .isTrue());

        Api.Reply lease = Api.lease(1, 60, 0);
        JsonNode leased = trace("traced-0");
        assertThat(leased.path("state").textValue()).isEqualTo("leased");
        assertThat(leased.path("attempts").intValue()).isEqualTo(1);
        assertThat(time(leased, "leased_until")).isAfter(Instant.now().plusSeconds(30));
        assertThat(leased.toString())
                .doesNotContain(lease.body().path("lease_id").textValue())
                .doesNotContain("traced-user-0");

        Api.settle(lease, true);
        JsonNode processed = trace("traced-0");
        assertThat(processed.path("state").textValue()).isEqualTo("processed");
        assertThat(time(processed, "processed_at")).isAfter(time(processed, "received_at"));
        assertThat(processed.has("leased_until")).isFalse();
    }

    @Test
    void aFailedAttemptIsShownWithItsReasonAndADeadPacketWithItsEnd() {
        Api.ingest("failing", 1);
        String lease = Api.lease(1, 60, 0).body().path("lease_id").textValue();
        Api.post("/api/v1/leases/" + lease + ":nack", "{\"reason\":\"no room\"}");

        JsonNode pending = trace("failing-0");
        assertThat(pending.path("state").textValue()).isEqualTo("pending");
        assertThat(pending.path("reasons").get(0).textValue()).isEqualTo("attempt 1: no room");
        assertThat(pending.has("due_at")).isTrue();

        Db.run("WITH d AS (DELETE FROM bucket.packet_state RETURNING *) INSERT INTO bucket.packet_dead"
                + " (seq, packet_id, received_at, subject, died_at, epoch, attempts, reasons)"
                + " SELECT seq, 'failing-0', received_at, subject, now(), epoch, attempts, reasons FROM d");
        JsonNode dead = trace("failing-0");
        assertThat(dead.path("state").textValue()).isEqualTo("dead");
        assertThat(dead.has("died_at")).isTrue();
    }

    @Test
    void whatIsNotKnownIsNotFound() {
        assertThat(Api.get("/api/v1/packets/unheard-of").status()).isEqualTo(404);
        assertThat(Api.get("/api/v1/packets/%00").status()).isIn(400, 404);
    }

    private static JsonNode trace(String packetId) {
        Api.Reply reply = Api.get("/api/v1/packets/" + packetId);
        assertThat(reply.status()).isEqualTo(200);
        return reply.body();
    }

    private static Instant time(JsonNode trace, String name) {
        return Instant.parse(trace.path(name).textValue());
    }
}
