package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.model.insight.TallyReading;
import io.bhiv.stage.testing.EmptyTables;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.RedisResource;
import io.bhiv.stage.topic.TallyReports;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The tally of packets against their rows, over every way in which a packet can go, and with rows deleted by hand. */
@QuarkusTest
@Backends
@WithTestResource(RedisResource.class)
@TestProfile(SlowTickReporting.class)
class TallyIT {

    /** After as many a packet is dead, however many are allowed. */
    private static final int LAST_ATTEMPT = 100;

    private static final Duration NOTICED = Duration.ofSeconds(60);

    @Inject
    ObjectMapper json;

    @Test
    void everyWayIsTalliedAndEveryDeletedRowIsNoticed() {
        Db.empty();
        EmptyTables.of(
                "bucket.event_tally, bucket.event_tally_delta",
                "UPDATE bucket.event_tally_since SET since = now() - interval '10 minutes'");
        Api.ingest("tally", 9);
        String twice = Packets.learner("u", "\"packet_id\":\"tally-twice\"");
        assertThat(Api.post(Api.BUCKET + "/ingest", twice).isOk()).isTrue();
        assertThat(Api.post(Api.BUCKET + "/ingest", twice).isOk()).isTrue();
        assertThat(Api.post(Api.BUCKET + "/ingest", "no packet").status()).isEqualTo(400);
        Api.settle(Api.lease(3, 30, 0), true);
        Api.Reply failing = Api.lease(4, 30, 0);
        Db.run("UPDATE bucket.packet_state SET attempts = " + LAST_ATTEMPT + " WHERE lease_id IS NOT NULL");
        Api.settle(failing, false);
        String redriven = Db.text("SELECT packet_id FROM bucket.packet_dead LIMIT 1");
        assertThat(Api.post("/api/v1/dead:redrive?dryRun=false", "{\"packet_ids\":[\"" + redriven + "\"]}")
                        .status())
                .isEqualTo(200);

        Instant settled = Instant.now();
        await().atMost(NOTICED).untilAsserted(() -> {
            TallyReading prana = latest(settled);
            assertThat(prana.received()).isEqualTo(12);
            assertThat(prana.refused()).isEqualTo(1);
            assertThat(prana.duplicate()).isEqualTo(1);
            assertThat(prana.stored()).isEqualTo(10);
            assertThat(prana.published()).isEqualTo(3);
            assertThat(prana.dead()).isEqualTo(3);
            assertThat(prana.pending()).isEqualTo(4);
            assertThat(prana.isBalanced()).as("%s", prana).isTrue();
        });

        Db.run(
                "DELETE FROM bucket.packet WHERE packet_id = 'tally-0'",
                "DELETE FROM bucket.packet_dead WHERE seq = (SELECT min(seq) FROM bucket.packet_dead)",
                "DELETE FROM bucket.packet_state WHERE seq IN (SELECT seq FROM bucket.packet_state ORDER BY seq DESC LIMIT 2)");
        Instant deleted = Instant.now();

        await().atMost(NOTICED).untilAsserted(() -> {
            TallyReading prana = latest(deleted);
            assertThat(prana.missingStored()).isEqualTo(1);
            assertThat(prana.missingDead()).isEqualTo(1);
            assertThat(prana.missingPending()).isEqualTo(2);
        });
    }

    private TallyReading latest(Instant after) {
        return json.convertValue(
                TallyReports.latest(KafkaResource.bootstrapServers(), "prana", after), TallyReading.class);
    }
}
