package io.bhiv.system.fault;

import io.bhiv.stage.backend.EmbeddedPostgresServer;
import io.bhiv.stage.backend.PostgresOptions;
import io.bhiv.stage.layout.Secrets;
import java.nio.file.Path;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * The PostgreSQL servers of this JVM's stages. A stage takes one with an empty database and returns it; only where two stages are open at
 * once is there a second. Creating a cluster takes several times as long as replacing its database.
 */
final class SharedPostgres {

    private static final Deque<EmbeddedPostgresServer> IDLE = new ConcurrentLinkedDeque<>();

    private SharedPostgres() {}

    /** A running server with an empty database. */
    static EmbeddedPostgresServer take() {
        EmbeddedPostgresServer idle = IDLE.poll();
        if (idle == null) {
            return create();
        }
        // The stage before may have left it stopped or crashed.
        idle.start();
        idle.emptyDatabase();
        return idle;
    }

    static void giveBack(EmbeddedPostgresServer server) {
        IDLE.push(server);
    }

    /** A running server that belongs to one stage alone, small enough for a small disk. */
    static EmbeddedPostgresServer apart(Path folder) {
        return new EmbeddedPostgresServer(PostgresOptions.keptIn(folder, 0)
                        .withPassword(Secrets.development("BRIDGE_PG_PASSWORD"))
                        .withSetting("min_wal_size", "32MB")
                        .withSetting("max_wal_size", "64MB"))
                .start();
    }

    private static EmbeddedPostgresServer create() {
        EmbeddedPostgresServer server = new EmbeddedPostgresServer(
                PostgresOptions.temporary().withPassword(Secrets.development("BRIDGE_PG_PASSWORD")));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "end-of-shared-postgres"));
        return server.start();
    }
}
