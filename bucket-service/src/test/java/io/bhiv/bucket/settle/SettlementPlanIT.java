package io.bhiv.bucket.settle;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.bucket.Api;
import io.bhiv.bucket.Backends;
import io.bhiv.bucket.Db;
import io.bhiv.bucket.OneService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The plan of a settlement: packets of the present period are found without a look into earlier ones. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
class SettlementPlanIT {

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @Test
    void keyIsLookedUpInThePresentPeriodAlone() throws SQLException {
        Api.ingest("planned", 20);
        Db.run("""
                DO $$ DECLARE p timestamptz := bucket.key_period(now()) - interval '720 hours';
                BEGIN EXECUTE format('CREATE TABLE IF NOT EXISTS bucket.packet_key_%s PARTITION OF bucket.packet_key'
                    || ' FOR VALUES FROM (%L) TO (%L)', to_char(p AT TIME ZONE 'UTC', 'YYYYMMDD'), p, p + interval '24 hours');
                END $$""");
        String before = Db.text(
                "SELECT to_char((bucket.key_period(now()) - interval '720 hours') AT TIME ZONE 'UTC', 'YYYYMMDD')");

        List<String> plan = new ArrayList<>();
        try (var connection = Db.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL enable_seqscan = off");
            statement.execute("SET LOCAL plan_cache_mode = force_generic_plan");
            statement.execute("PREPARE done (text[], uuid[], text[]) AS " + SettlementStore.DONE);
            try (var rows = statement.executeQuery("EXPLAIN (ANALYZE, COSTS OFF) EXECUTE done ("
                    + "ARRAY['planned-1', 'planned-2'], ARRAY[NULL, NULL]::uuid[], ARRAY['[]', '[]'])")) {
                while (rows.next()) {
                    plan.add(rows.getString(1));
                }
            }
            connection.rollback();
        }

        assertThat(plan)
                .noneMatch(line -> line.contains("Seq Scan"))
                .filteredOn(line -> line.contains("packet_key_" + before))
                .as("the period before, in %s", String.join("\n", plan))
                .allMatch(line -> line.contains("never executed"))
                .isNotEmpty();
    }
}
