package io.bhiv.biometric.journal;

import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Opens the first connections at start ({@code PG_POOL_MIN_SIZE}), so that the first deliveries find them open. */
@ApplicationScoped
class PoolWarmUp {

    void warm(@Observes StartupEvent started, Pool pool, JournalConfig config) {
        Multi.createFrom()
                .range(0, config.warmConnections())
                .onItem()
                .transformToUniAndMerge(ignored -> pool.getConnection())
                .collect()
                .asList()
                .subscribe()
                .with(
                        connections -> connections.forEach(PoolWarmUp::giveBack),
                        failure ->
                                Log.warn("PostgreSQL does not answer yet; deliveries are answered 503 until it does"));
    }

    private static void giveBack(SqlConnection connection) {
        connection.close().subscribe().with(closed -> {}, failure -> Log.debug("A connection closed early", failure));
    }
}
