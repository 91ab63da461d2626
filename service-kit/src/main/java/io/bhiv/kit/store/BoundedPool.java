package io.bhiv.kit.store;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.ClientBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Opens the pool that every statement goes through, with a limit on everything that could wait for ever.
 *
 * <p>The server ends what takes too long or waits too long for a lock. The client ends what the server cannot: a connection
 * to a host that vanished, or to a proxy that forwards nothing, is silent, is closed as a whole after the silence timeout,
 * in its handshake too, and makes room in the pool for another. A connection that is merely idle is closed in half of that
 * time; opening one again takes milliseconds.
 */
@Singleton
public class BoundedPool implements PgPoolCreator {

    private static final int CLEANER_MILLIS = 1_000;

    private final StoreConfig config;

    BoundedPool(StoreConfig config) {
        this.config = config;
    }

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList().forEach(this::bound);
        input.poolOptions()
                .setConnectionTimeout((int) config.acquireTimeout().toMillis())
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                // Half of the silence timeout: the pool removes an idle connection before it closes it, while one that
                // closes by
                // its own silence may just have been handed to a statement.
                .setIdleTimeout((int) config.silenceTimeout().dividedBy(2).toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setPoolCleanerPeriod(CLEANER_MILLIS);
        return ClientBuilder.pool(new DriverWithReadTimeout())
                .with(input.poolOptions())
                .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }

    private void bound(PgConnectOptions options) {
        options.addProperty("statement_timeout", millis(config.statementTimeout()));
        options.addProperty("lock_timeout", millis(config.lockTimeout()));
        options.addProperty("idle_in_transaction_session_timeout", millis(config.idleInTransactionTimeout()));
        options.setConnectTimeout((int) config.connectTimeout().toMillis());
        options.setTcpKeepAlive(true);
        // What was sent and is not acknowledged for so long ends the connection, however much is still to be sent.
        options.setTcpUserTimeout((int) config.silenceTimeout().toMillis());
        options.setIdleTimeout((int) config.silenceTimeout().toMillis());
        options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        // The client prepares only what is shorter than 2,048 characters, unless configured otherwise. A settlement is
        // longer, and being parsed
        // and planned again for each batch cost PostgreSQL a quarter of its time.
        options.setPreparedStatementCacheSqlLimit(Integer.MAX_VALUE);
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
