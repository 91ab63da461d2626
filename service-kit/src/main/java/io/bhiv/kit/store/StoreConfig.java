package io.bhiv.kit.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How long anything may wait for PostgreSQL. The defaults add up to less than the 10 s after which a request is answered 503,
 * so that what was answered so is not stored afterwards.
 */
@ConfigMapping(prefix = "bridge.store")
public interface StoreConfig {

    /** Time a statement may take; PostgreSQL itself ends it then, and nothing of it is kept. */
    @WithDefault("7s")
    Duration statementTimeout();

    /** Time a statement may wait for a lock; at most `statement-timeout`. */
    @WithDefault("4s")
    Duration lockTimeout();

    /** Time a transaction may stay open without a statement before PostgreSQL ends its connection. */
    @WithDefault("10s")
    Duration idleInTransactionTimeout();

    /** Time a statement may wait for a free connection. */
    @WithDefault("2s")
    Duration acquireTimeout();

    /** Time a new connection may take until TCP has it. */
    @WithDefault("5s")
    Duration connectTimeout();

    /**
     * Time without a byte in either direction after which a connection is closed: a database host that vanished never
     * closes one. Above `statement-timeout`, which a statement may spend in silence.
     */
    @WithDefault("20s")
    Duration silenceTimeout();
}
