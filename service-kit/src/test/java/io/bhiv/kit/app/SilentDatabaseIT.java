package io.bhiv.kit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bhiv.kit.store.StoreFailure;
import io.bhiv.rules.FixedFault;
import io.bhiv.stage.testing.PostgresResource;
import io.bhiv.stage.testing.SilentProxy;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Multi;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database that says nothing any more, and locks that nobody gives back; with shorter times than in production. */
@QuarkusTest
@TestProfile(SilentDatabaseIT.ShortTimes.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(value = SilentDatabaseIT.Proxied.class, restrictToAnnotatedClass = true)
@Tag("faults")
class SilentDatabaseIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    public static final class ShortTimes implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "bridge.store.silence-timeout", "3s",
                    "bridge.store.statement-timeout", "2s",
                    "bridge.store.lock-timeout", "500ms",
                    "bridge.store.acquire-timeout", "1s",
                    "bridge.store.idle-in-transaction-timeout", "2s",
                    "quarkus.datasource.reactive.max-size", "5");
        }
    }

    public static final class Proxied implements QuarkusTestResourceLifecycleManager {

        private @Nullable SilentProxy proxy;

        @Override
        public Map<String, String> start() {
            try {
                SilentProxy started = new SilentProxy("localhost", PostgresResource.port());
                proxy = started;
                return Map.of("BRIDGE_PG_HOST", "localhost", "BRIDGE_PG_PORT", Integer.toString(started.port()));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public void inject(Object test) {
            if (test instanceof SilentDatabaseIT it && proxy != null) {
                it.proxy = proxy;
            }
        }

        @Override
        public void stop() {
            try {
                if (proxy != null) {
                    proxy.close();
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    @Inject
    Pool pool;

    @Nullable
    SilentProxy proxy;

    @Test
    void thePoolIsFreeAgainAfterTheHostVanishedWithoutAWord() {
        SilentProxy between = java.util.Objects.requireNonNull(proxy);
        ask();
        between.fallSilent();
        Multi.createFrom()
                .range(0, 10)
                .onItem()
                .transformToUniAndMerge(
                        n -> pool.query("SELECT 1").execute().onFailure().recoverWithNull())
                .collect()
                .asList()
                .await()
                .atMost(PATIENCE);

        between.forward();

        await().atMost(Duration.ofSeconds(6)).untilAsserted(this::ask);
    }

    @Test
    @FixedFault(
            area = FixedFault.Area.DEADLINES,
            fault =
                    "A pool that opened its connections while something accepted them and answered nothing stayed full for good",
            now =
                    "A silent connection is closed as a whole, in its handshake too, and statements are answered when the network is back")
    void whatIsOpenedDuringALongSilenceKeepsNoPlace() {
        SilentProxy between = java.util.Objects.requireNonNull(proxy);
        ask();
        between.fallSilent();
        // Longer than the silence timeout: by then every place is held by a connection in its handshake.
        long until = System.nanoTime() + Duration.ofSeconds(8).toNanos();
        while (System.nanoTime() < until) {
            Multi.createFrom()
                    .range(0, 10)
                    .onItem()
                    .transformToUniAndMerge(
                            n -> pool.query("SELECT 1").execute().onFailure().recoverWithNull())
                    .collect()
                    .asList()
                    .await()
                    .atMost(PATIENCE);
        }

        between.forward();

        await().atMost(Duration.ofSeconds(8)).ignoreExceptions().untilAsserted(this::ask);
    }

    @Test
    void aLockThatNobodyGivesBackEndsTheStatement() {
        pool.query("CREATE TABLE IF NOT EXISTS lock_me (n integer)").executeAndAwait();
        SqlConnection holder = pool.getConnection().await().atMost(PATIENCE);
        holder.query("BEGIN").executeAndAwait();
        holder.query("LOCK TABLE lock_me IN SHARE MODE").executeAndAwait();

        assertThatThrownBy(() -> pool.query("INSERT INTO lock_me VALUES (1)").executeAndAwait())
                .satisfies(
                        failure -> assertThat(StoreFailure.isTransient(failure)).isTrue())
                .satisfies(failure -> assertThat(StoreFailure.summary(failure)).contains("55P03"));
        assertThatThrownBy(() -> pool.query("SELECT pg_sleep(30)").executeAndAwait())
                .satisfies(failure -> assertThat(StoreFailure.summary(failure)).contains("57014"));
        // The holder's transaction is idle: PostgreSQL ends it, and the lock with it.
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(
                        () -> pool.query("INSERT INTO lock_me VALUES (2)").executeAndAwait());
        assertThat(pool.query("SELECT n FROM lock_me").executeAndAwait())
                .extracting(row -> row.getInteger(0))
                .containsExactly(2);
    }

    private void ask() {
        assertThat(pool.query("SELECT 1").execute().await().atMost(PATIENCE)).hasSize(1);
    }
}
