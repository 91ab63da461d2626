package io.bhiv.kit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OwnSchema.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class LongStatementsIT {

    private static final String LONG = "SELECT $1::int /* " + "why this statement is long ".repeat(400) + "*/";

    @Inject
    Pool pool;

    @Test
    @FixedFault(
            area = FixedFault.Area.DEADLINES,
            fault =
                    "Statements of 2,048 characters and more, the busiest of two services among them, were parsed and planned again for each batch",
            now = "A connection prepares every statement once, however long it is")
    void aLongStatementIsPreparedOnceForAConnection() {
        List<Integer> plans = pool.withConnection(connection -> Multi.createFrom()
                        .range(0, 3)
                        .onItem()
                        .transformToUniAndConcatenate(
                                n -> connection.preparedQuery(LONG).execute(Tuple.of(n)))
                        .collect()
                        .last()
                        .chain(() -> plansOfLong(connection)))
                .await()
                .indefinitely();

        assertThat(plans).containsExactly(3);
    }

    private static Uni<List<Integer>> plansOfLong(SqlConnection connection) {
        return connection
                .preparedQuery(
                        "SELECT (generic_plans + custom_plans)::int FROM pg_prepared_statements WHERE statement = $1")
                .execute(Tuple.of(LONG))
                .map(rows -> rows.stream().map((Row row) -> row.getInteger(0)).toList());
    }
}
