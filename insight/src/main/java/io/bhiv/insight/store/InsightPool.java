package io.bhiv.insight.store;

import io.bhiv.kit.store.BoundedPool;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;

/** The page's own four connections, bounded like the service's. */
@Singleton
@ReactiveDataSource("insight")
public class InsightPool implements PgPoolCreator {

    private final BoundedPool bounded;

    InsightPool(BoundedPool bounded) {
        this.bounded = bounded;
    }

    @Override
    public Pool create(Input input) {
        return bounded.create(input);
    }
}
