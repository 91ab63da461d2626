package io.bhiv.biometric.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.simulator.people.Change;
import io.bhiv.simulator.whoop.WhoopSimulator;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From a notice of a provider to the object in the journal. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(value = SimulatedProviders.class, restrictToAnnotatedClass = true)
class ObjectFetchIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    Pool pool;

    private final WhoopSimulator whoop = SimulatedProviders.whoop();

    /** A delivery that was fetched. */
    private record Fetched(String channel, String body) {}

    @Test
    void aNoticeLeadsToTheObjectInTheJournal() {
        String connection = Persons.connect(whoop, "person-1");

        whoop.people().newNight("person-1", SimulatedProviders.yesterday(), Change.none());

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(fetched(connection, "sleep")).hasSize(1);
            assertThat(fetched(connection, "recovery")).hasSize(1).allSatisfy(one -> {
                assertThat(one.channel()).isEqualTo("WEBHOOK_FETCH");
                assertThat(one.body()).startsWith("{\"recovery\":{").contains(",\"sleep\":{");
            });
            assertThat(waiting(connection)).isZero();
        });
        assertThat(whoop.requests().count("/developer/v2/recovery")).isZero();
    }

    private List<Fetched> fetched(String connection, String type) {
        return pool.preparedQuery("""
                        SELECT d.channel, d.body FROM biometric.delivery d
                        JOIN biometric.connection c ON c.provider = d.provider AND c.provider_user_id = d.about_user
                        WHERE c.connection_id = $1 AND d.about_type = $2 ORDER BY d.received_at
                        """).executeAndAwait(Tuple.of(connection, type)).stream()
                .map(row -> new Fetched(
                        row.getString(0), new String(row.getBuffer(1).getBytes(), StandardCharsets.UTF_8)))
                .toList();
    }

    private long waiting(String connection) {
        return pool.preparedQuery("""
                        SELECT (SELECT count(*) FROM biometric.fetch_task WHERE connection_id = $1)
                             + (SELECT count(*) FROM biometric.awaiting_fetch WHERE connection_id = $1)
                        """)
                .executeAndAwait(Tuple.of(connection))
                .iterator()
                .next()
                .getLong(0);
    }
}
