package io.bhiv.biometric.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.journal.DeliveryJournal.Appended;
import io.bhiv.biometric.verify.SignedRequest;
import io.bhiv.biometric.verify.SignedRequest.Headers;
import io.bhiv.model.biometric.Provider;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much of a backlog comes into memory at once. */
@QuarkusTest
@TestProfile(BacklogClaimIT.NobodySweeps.class)
@QuarkusTestResource(PostgresResource.class)
class BacklogClaimIT {

    /** Kafka is nowhere, the queue has no room and the sweeper rests, so the backlog is the test's alone. */
    public static final class NobodySweeps implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "bridge.biometric.providers.oura.enabled", "false",
                    "bridge.biometric.providers.whoop.enabled", "false",
                    "bridge.biometric.providers.terra.enabled", "false",
                    "bridge.biometric.relay.sweep-interval", "1h",
                    "bridge.biometric.relay.queue-bytes", "1",
                    "bridge.biometric.journal.nudge-claim", "10m",
                    "bridge.biometric.journal.sweep-claim", "10m",
                    "kafka.bootstrap.servers", "localhost:1");
        }
    }

    private static final int BODY = 100_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    DeliveryJournal journal;

    @Inject
    Pool pool;

    @BeforeEach
    void nothingIsLeftByOthers() {
        pool.query("TRUNCATE biometric.outstanding").executeAndAwait();
    }

    @Test
    void whatTheQueueHasNoRoomForIsAnybodysAtOnce() {
        append();

        assertThat(claim(1, BODY)).hasSize(1);
    }

    @Test
    void isLimitedByBytesAndNeverStopsAtOneLargeDelivery() {
        for (int i = 0; i < 5; i++) {
            append();
        }

        assertThat(claim(10, 2 * BODY + 1)).hasSize(2);
        assertThat(claim(10, 1)).hasSize(1);
        assertThat(claim(1, 10 * BODY)).hasSize(1);
        assertThat(claim(10, 10 * BODY)).hasSize(1);
        assertThat(claim(10, 10 * BODY)).isEmpty();
    }

    /** Whatever the planner thinks of the tables: a join would read and sort every body of every day for each claim. */
    @Test
    void eachBodyIsLookedUpByItself() {
        String plan = pool.query("EXPLAIN (GENERIC_PLAN) " + JournalSql.CLAIM).executeAndAwait().stream()
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n"));

        String lookUp = plan.substring(plan.indexOf("CTE weighed"), plan.indexOf("CTE claimed"));
        assertThat(lookUp)
                .contains("Nested Loop", "(received_at = due.received_at)")
                .doesNotContain("Merge", "Hash");
        assertThat(plan).contains("Tid Scan on outstanding");
    }

    private List<Delivery> claim(int limit, long bytes) {
        return journal.claim(limit, bytes).await().atMost(PATIENCE);
    }

    private void append() {
        byte[] body = (UUID.randomUUID() + "x".repeat(BODY - 36)).getBytes(StandardCharsets.UTF_8);
        SignedRequest record = new SignedRequest(Headers.of(Map.of()), body);
        Delivery delivery = Delivery.ofDirectTopic(Provider.TERRA, record);
        assertThat(journal.append(delivery).await().atMost(PATIENCE)).isInstanceOf(Appended.Stored.class);
    }
}
