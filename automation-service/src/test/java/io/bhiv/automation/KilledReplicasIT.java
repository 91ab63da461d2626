package io.bhiv.automation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.automation.TargetServer.Reply;
import io.bhiv.backends.testing.PostgresResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three replicas, a job every second, and {@code kill -9} at random instants: every due time is accounted for, none is run
 * twice. {@code -Dautomation.soak.seconds=120} makes it long, {@code -Dautomation.soak.seed=} repeats one.
 */
class KilledReplicasIT {

    private static final int SECONDS = Integer.getInteger("automation.soak.seconds", 30);
    private static final long SEED = Long.getLong("automation.soak.seed", System.nanoTime());

    @TempDir
    private Path folder;

    @Test
    void everyDueTimeIsRunOnceOrRecordedAsNotRun() throws IOException, SQLException {
        Random random = new Random(SEED);
        try (TargetServer target = new TargetServer()) {
            // Long enough that a kill often lands in the middle of a call.
            target.answers(request -> {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
                return new Reply(200, "{}");
            });
            Files.writeString(folder.resolve("config.json"), """
                    {"jobs":[{"name":"tick","trigger":{"type":"interval","value":"PT1S"},
                    "actions":[{"type":"http","url":"%s/tick"}],"policies":{"retry":{"attempts":1}}}]}""".formatted(target.url()));
            List<ReplicaProcess> replicas = new ArrayList<>();
            try {
                for (String name : List.of("a", "b", "c")) {
                    replicas.add(new ReplicaProcess(name, folder));
                }
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(states()).containsKey("succeeded"));
                Instant end = Instant.now().plusSeconds(SECONDS);
                while (Instant.now().isBefore(end)) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_500 + random.nextInt(3_000)));
                    replicas.get(random.nextInt(replicas.size())).killAndRestart();
                }
                Instant quiet = Instant.now();
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(openUntil(quiet)).isZero());
            } finally {
                replicas.forEach(ReplicaProcess::close);
            }
            assertAccounted(target);
        }
    }

    private void assertAccounted(TargetServer target) throws SQLException {
        List<Instant> due = new ArrayList<>();
        each(
                "SELECT due_at FROM automation.run ORDER BY due_at",
                row -> due.add(row.getTimestamp(1).toInstant()));
        assertThat(due).as("seed %s", SEED).hasSizeGreaterThan(SECONDS - 5);
        for (int i = 1; i < due.size(); i++) {
            assertThat(due.get(i))
                    .as("no due time is left out, seed %s", SEED)
                    .isEqualTo(due.get(i - 1).plusSeconds(1));
        }
        List<String> calls = target.requests().stream()
                .map(request -> String.valueOf(request.headers().get("idempotency-key")))
                .toList();
        Set<String> distinct = new HashSet<>(calls);
        assertThat(calls).as("none is run twice, seed %s", SEED).hasSameSizeAs(distinct);
        Map<String, Long> states = states();
        assertThat(calls.size())
                .as("what is called done was done, %s, seed %s", states, SEED)
                .isGreaterThanOrEqualTo(states.getOrDefault("succeeded", 0L).intValue());
    }

    private long openUntil(Instant instant) throws SQLException {
        long[] open = {0};
        each(
                "SELECT count(*) FROM automation.run WHERE state IN ('due', 'waiting', 'running') AND due_at < '"
                        + instant + "'",
                row -> open[0] = row.getLong(1));
        return open[0];
    }

    private Map<String, Long> states() throws SQLException {
        Map<String, Long> states = new TreeMap<>();
        try {
            each(
                    "SELECT state, count(*) FROM automation.run GROUP BY state",
                    row -> states.put(row.getString(1), row.getLong(2)));
        } catch (SQLException noTableYet) {
            assertThat(noTableYet.getSQLState()).isIn("42P01", "3F000");
        }
        return states;
    }

    @FunctionalInterface
    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private void each(String query, RowReader reader) throws SQLException {
        try (Connection connection = DriverManager.getConnection(PostgresResource.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }
}
