package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.bucket.lease.ClaimStatements;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The claim's plan and its cost, with and without a long history. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
class ClaimPlanIT {

    private static final long HISTORY = Long.getLong("bucket.test.history", 100_000);
    private static final Pattern BUFFERS = Pattern.compile("Buffers: shared hit=(\\d+)(?: read=(\\d+))?");

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @AfterEach
    void tidy() {
        Db.empty();
    }

    @Test
    void claimReadsByIndexAndNeverMeetsHistory() {
        layLive(20_000, 1_000);
        long before = pages(explain());

        layHistory(HISTORY);
        List<String> plan = explain();

        assertThat(plan)
                .anyMatch(line -> line.contains("Index Scan using packet_state_due"))
                .noneMatch(line -> line.contains("Seq Scan"))
                .noneMatch(line -> line.contains("packet_history"));
        assertThat(pages(plan))
                .as("pages touched, %d before the history", before)
                .isLessThan(before + 300);
    }

    @Test
    void planMadeOverEmptyTablesStillReadsByIndex() {
        assertThat(explain())
                .anyMatch(line -> line.contains("packet_state_due"))
                .noneMatch(line -> line.contains("Seq Scan"));
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault = "With order \"user\" the backlog of one user was read whole at each look",
            now = "At most a thousand of its packets are looked at, and the other users are found all the same")
    void backlogOfOneUserIsNotReadWholeInOrderPerUser() {
        layLive(40_000, 1);
        layLive(5, 1_000);

        List<String> plan = explain(ClaimStatements.inOrder());

        assertThat(pages(plan)).as("pages touched").isLessThan(8_000);
        Api.Reply lease = Api.post("/api/v1/leases", "{\"limit\":10,\"order\":\"user\"}");
        assertThat(Db.rows("SELECT subject FROM bucket.packet_state WHERE lease_id IS NOT NULL"))
                .containsExactlyInAnyOrder("u0", "u1", "u2", "u3", "u4", "u5");
        assertThat(Api.packetIds(lease)).hasSize(6);
    }

    /** With the service's own settings, and with a plan that knows no parameters, as prepared statements end up with. */
    private static List<String> explain() {
        return explain(ClaimStatements.any());
    }

    private static List<String> explain(String claim) {
        try (var connection = Db.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL enable_seqscan = off");
            statement.execute("SET LOCAL plan_cache_mode = force_generic_plan");
            statement.execute("PREPARE claim (int, uuid, float8, int, bigint) AS " + claim);
            List<String> lines = new ArrayList<>();
            try (var rows = statement.executeQuery(
                    "EXPLAIN (ANALYZE, BUFFERS) EXECUTE claim (100, gen_random_uuid(), 60, 10, 1048576)")) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
            connection.rollback();
            return lines;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static long pages(List<String> plan) {
        for (String line : plan) {
            Matcher buffers = BUFFERS.matcher(line);
            if (buffers.find()) {
                return Long.parseLong(buffers.group(1))
                        + (buffers.group(2) == null ? 0 : Long.parseLong(buffers.group(2)));
            }
        }
        throw new AssertionError("no buffers in " + plan);
    }

    private static void layLive(long rows, int users) {
        Db.run("""
                WITH fresh AS MATERIALIZED (
                  SELECT nextval('bucket.packet_seq') AS seq, n FROM generate_series(1, %1$d) n
                ), p AS (
                  INSERT INTO bucket.packet (received_at, seq, packet_id, subject, body)
                  SELECT now(), seq, 'live-' || seq, 'u' || n %% %2$d, '{"user_id":"u"}' FROM fresh
                )
                INSERT INTO bucket.packet_state (seq, received_at, subject, due_at)
                SELECT seq, now(), 'u' || n %% %2$d, now() FROM fresh""".formatted(rows, users), "ANALYZE bucket.packet_state");
    }

    private static void layHistory(long rows) {
        for (long from = 0; from < rows; from += 500_000) {
            Db.run("""
                    WITH old AS MATERIALIZED (
                      SELECT nextval('bucket.packet_seq') AS seq, n FROM generate_series(1, %d) n
                    ), p AS (
                      INSERT INTO bucket.packet (received_at, seq, packet_id, subject, body)
                      SELECT now(), seq, 'old-' || seq, 'u' || n %% 1000, '{"user_id":"u"}' FROM old
                    )
                    INSERT INTO bucket.packet_history (processed_at, seq, epoch, attempts, actions)
                    SELECT now(), seq, 1, 1, '[]' FROM old""".formatted(Math.min(500_000, rows - from)));
        }
        Db.run("ANALYZE bucket.packet", "ANALYZE bucket.packet_history");
    }
}
