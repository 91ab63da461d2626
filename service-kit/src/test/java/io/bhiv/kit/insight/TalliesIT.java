package io.bhiv.kit.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.kit.app.OwnSchema;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Reason;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OwnSchema.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class TalliesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String INTAKE = "tallied";

    @Inject
    Pool pool;

    @Inject
    TallyConfig config;

    @Inject
    InsightConfig insight;

    @Inject
    Config settings;

    @BeforeEach
    void makeTheTables() throws IOException {
        try (InputStream sql = TalliesIT.class.getResourceAsStream("/db/kit/R__event_tally.sql")) {
            run(
                    pool,
                    "CREATE SCHEMA IF NOT EXISTS kit; SET search_path = kit; "
                            + new String(Objects.requireNonNull(sql).readAllBytes(), StandardCharsets.UTF_8)
                            + "; RESET search_path; TRUNCATE kit.event_tally, kit.event_tally_delta");
        }
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "Refusals and duplicates were tallied twice where the turn that added them was cancelled while its statement went on",
            now = "The next turn waits for that statement, and adds what has come since")
    void whatACancelledTurnAddsIsAddedOnce() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        IntakeCounters<Reason.None, Reason.None> counters =
                new IntakeCounters<>(INTAKE, Reason.None.class, Reason.None.class).register(meters);
        Tallies tallies = new Tallies(pool, config, insight, List.of(new NoRows()), settings, meters);
        SqlConnection writer = pool.getConnection().await().atMost(PATIENCE);
        run(writer, "BEGIN; LOCK TABLE kit.event_tally_delta IN SHARE MODE");
        counters.duplicate(3);

        Cancellable turn = tallies.compare().subscribe().with(_ -> {});
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(number("SELECT count(*) FROM pg_locks WHERE NOT granted"
                                + " AND relation = 'kit.event_tally_delta'::regclass"))
                        .isOne());
        turn.cancel();
        counters.duplicate(2);
        CompletableFuture<Void> next = tallies.compare().subscribeAsCompletionStage();
        run(writer, "COMMIT");
        writer.closeAndAwait();

        await().atMost(PATIENCE).until(next::isDone);
        assertThat(number("SELECT sum(duplicate)::bigint FROM kit.event_tally_delta WHERE intake = '" + INTAKE + "'"))
                .isEqualTo(5);
    }

    private static void run(SqlClient client, String statements) {
        client.query(statements).execute().await().atMost(PATIENCE);
    }

    private long number(String query) {
        return pool.query(query)
                .execute()
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getLong(0);
    }

    private static final class NoRows implements TallySource {

        @Override
        public Set<String> intakes() {
            return Set.of(INTAKE);
        }

        @Override
        public Duration kept() {
            return Duration.ofDays(1);
        }

        @Override
        public String openRows() {
            return "SELECT '' AS intake, '' AS state, now() AS received_at WHERE false";
        }

        @Override
        public String storedRows() {
            return "SELECT $1::timestamptz AS minute, '' AS intake, 0::bigint AS n WHERE $2::timestamptz IS NULL";
        }
    }
}
