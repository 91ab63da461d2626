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

/** The plan of a settlement: packets whose keys are recent are found without a look at older keys. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
class SettlementPlanIT {

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @Test
    void keyIsLookedUpAmongTheRecentOnesAlone() throws SQLException {
        Api.ingest("planned", 20);

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
                .filteredOn(line -> line.contains("packet_key_before"))
                .as("keys from before the last rotation, in %s", String.join("\n", plan))
                .allMatch(line -> line.contains("never executed"))
                .isNotEmpty();
    }
}
