package io.bhiv.biometric.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bhiv.biometric.journal.NoSweeper;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.PostgresResource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The figures of the backlog while one of its tables cannot be read. */
@QuarkusTest
@TestProfile(NoSweeper.class)
@QuarkusTestResource(PostgresResource.class)
class BacklogWatchIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    BacklogWatch watch;

    @Inject
    Pool pool;

    @Inject
    MeterRegistry meters;

    @BeforeEach
    void something() {
        nothing();
        pool.query("INSERT INTO biometric.outstanding (received_at, event_id, claimed_until, provider)"
                        + " VALUES (now() - interval '1 minute', gen_random_uuid(), now() + interval '1 hour', 'oura')")
                .executeAndAwait();
        pool.query("INSERT INTO biometric.parked (event_id, received_at, provider, reason)"
                        + " VALUES (gen_random_uuid(), now(), 'terra', 'NOT_JSON')")
                .executeAndAwait();
    }

    @AfterEach
    void nothing() {
        pool.query("DELETE FROM biometric.outstanding").executeAndAwait();
        pool.query("DELETE FROM biometric.parked").executeAndAwait();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "One statement that failed took all figures of the backlog along, and left others as they were before",
            now = "Each figure stands for itself: what cannot be read is unknown, and the others go on")
    void whatCannotBeReadIsUnknownAndTheOthersGoOn() {
        watch.turn().await().atMost(PATIENCE);
        assertThat(value("bridge.backlog.parked")).isOne();
        SqlConnection holder = pool.getConnectionAndAwait();
        Transaction holding = holder.beginAndAwait();
        holder.query("LOCK TABLE biometric.parked IN ACCESS EXCLUSIVE MODE").executeAndAwait();

        assertThatThrownBy(() -> watch.turn().await().atMost(PATIENCE)).hasMessageContaining("lock timeout");

        assertThat(value("bridge.backlog.outstanding")).isOne();
        assertThat(value("bridge.backlog.oldest")).isGreaterThanOrEqualTo(60);
        assertThat(value("bridge.backlog.waiting.oldest")).isGreaterThanOrEqualTo(60);
        assertThat(value("bridge.backlog.awaiting.fetch")).isNotNaN();
        assertThat(value("bridge.backlog.parked")).isNaN();
        holding.rollbackAndAwait();
        holder.closeAndAwait();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(value("bridge.backlog.parked")).isOne());
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "Parked rows whose delivery and provider were gone stood in no figure",
            now = "They are counted as of the provider unknown")
    void whatIsParkedOfAProviderThatIsNotKnownAnyMoreIsShown() {
        pool.query("INSERT INTO biometric.parked (event_id, received_at, provider, reason)"
                        + " VALUES (gen_random_uuid(), now(), '', 'CONTENT_MISSING')")
                .executeAndAwait();

        watch.turn().await().atMost(PATIENCE);

        Gauge lost = meters.find("bridge.backlog.parked")
                .tags("provider", "unknown", "reason", "CONTENT_MISSING")
                .gauge();
        assertThat(lost).isNotNull().extracting(Gauge::value).isEqualTo(1.0);
    }

    /** NaN also where it is not shown at all. */
    private double value(String name) {
        Gauge gauge = meters.find(name).gauge();
        return gauge == null ? Double.NaN : gauge.value();
    }
}
