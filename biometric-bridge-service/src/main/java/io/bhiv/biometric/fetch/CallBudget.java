package io.bhiv.biometric.fetch;

import io.bhiv.model.biometric.Provider;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * The calls that our application may still make at a provider. Kept in PostgreSQL and by its clock, so that replicas share it: each call
 * is counted before it is made.
 *
 * <p>Guarantee: no span of a limit's length holds more calls than the limit, however the provider cuts its windows. Calls are counted in
 * slots of a sixtieth of the window, so a little less than the limit is used: 100 calls in 62 seconds where 60 are allowed.
 */
@ApplicationScoped
class CallBudget {

    /** What a call is for. */
    enum Use {
        /** A notice: may use all of every limit. */
        NOTICE,
        /** What no notice asked for: leaves the reserve alone. */
        POLL
    }

    /** What is left of a limit, and the limit. */
    record Left(String provider, String window, long calls, long limit) {}

    /** Replicas take turns: what each reads is what those before it wrote. Parameter: provider. */
    private static final String LOCK = """
            INSERT INTO biometric.fetch_application AS a (provider) VALUES ($1)
            ON CONFLICT (provider) DO UPDATE SET provider = a.provider
            RETURNING greatest(0, ceil(extract(epoch FROM least(paused_until, biometric.fetch_clock() + interval '1 day')
                                                          - biometric.fetch_clock()) * 1000))::bigint AS pause
            """;

    /**
     * Counts a call in every window, where each has room for it. Parameters: provider, calls allowed, windows in seconds, slots in seconds
     * and slots to look back of each limit. Returns 0, or the seconds after which there may be room.
     */
    private static final String TAKE = """
            WITH clock AS MATERIALIZED (SELECT extract(epoch FROM biometric.fetch_clock()) AS at),
            windows AS MATERIALIZED (
              SELECT w.*, floor(c.at / w.width)::bigint AS slot,
                     coalesce((SELECT sum(u.calls) FROM biometric.fetch_usage u
                               WHERE u.provider = $1 AND u.window_s = w.seconds
                                 AND u.slot > floor(c.at / w.width)::bigint - w.slots), 0) AS used
              FROM unnest($2::int[], $3::int[], $4::int[], $5::int[]) AS w(allowed, seconds, width, slots), clock c
            ), refused AS MATERIALIZED (
              SELECT coalesce(max(width) FILTER (WHERE used >= allowed), 0) AS wait FROM windows
            ), counted AS (
              INSERT INTO biometric.fetch_usage AS u (provider, window_s, slot, calls)
              SELECT $1, seconds, slot, 1 FROM windows, refused WHERE wait = 0
              ON CONFLICT (provider, window_s, slot) DO UPDATE SET calls = u.calls + 1
            ), trimmed AS (
              DELETE FROM biometric.fetch_usage u USING windows w
              WHERE u.provider = $1 AND u.window_s = w.seconds AND u.slot < w.slot - 2 * w.slots
            )
            SELECT wait FROM refused
            """;

    /** Parameters: provider, pause in ms. */
    private static final String PAUSE = """
            INSERT INTO biometric.fetch_application AS a (provider, paused_until)
            VALUES ($1, biometric.fetch_clock() + $2::bigint * interval '1 millisecond')
            ON CONFLICT (provider) DO UPDATE SET paused_until = greatest(a.paused_until, excluded.paused_until)
            """;

    /** Parameters: provider, window in seconds, slot in seconds, slots to look back. */
    private static final String USED = """
            SELECT coalesce(sum(calls), 0) AS used FROM biometric.fetch_usage
            WHERE provider = $1 AND window_s = $2
              AND slot > floor(extract(epoch FROM biometric.fetch_clock()) / $3::int)::bigint - $4::int
            """;

    private final Pool pool;
    private final BudgetConfig config;

    CallBudget(Pool pool, BudgetConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** Counts one call: zero where it may be made now, else the time after which to try again. */
    Uni<Duration> take(Provider provider, Use use) {
        List<CallLimit> limits = limits(provider);
        return pool.withTransaction(connection -> connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(provider.wireName()))
                .map(rows -> Duration.ofMillis(rows.iterator().next().getLong("pause")))
                .chain(pause -> pause.isZero()
                        ? take(connection, provider, limits, use)
                        : Uni.createFrom().item(pause)));
    }

    private Uni<Duration> take(SqlClient client, Provider provider, List<CallLimit> limits, Use use) {
        double share = use == Use.NOTICE ? 1 : 1 - config.reserve();
        return client.preparedQuery(TAKE)
                .execute(Tuple.of(
                        provider.wireName(),
                        limits.stream()
                                .map(limit -> Math.max(1, (int) (limit.calls() * share)))
                                .toArray(Integer[]::new),
                        limits.stream().map(CallLimit::seconds).toArray(Integer[]::new),
                        limits.stream().map(CallLimit::slotSeconds).toArray(Integer[]::new),
                        limits.stream().map(CallLimit::slots).toArray(Integer[]::new)))
                .map(rows -> Duration.ofSeconds(rows.iterator().next().getInteger("wait")));
    }

    /** The provider asked for a pause: every replica keeps it. */
    Uni<Void> pause(Provider provider, Duration pause) {
        return pool.preparedQuery(PAUSE)
                .execute(Tuple.of(provider.wireName(), pause.toMillis()))
                .replaceWithVoid();
    }

    /** What is left of each limit for notices. */
    Uni<List<Left>> left(Provider provider) {
        return Uni.join()
                .all(limits(provider).stream()
                        .map(limit -> left(provider, limit))
                        .toList())
                .andFailFast();
    }

    private Uni<Left> left(Provider provider, CallLimit limit) {
        return pool.preparedQuery(USED)
                .execute(Tuple.of(provider.wireName(), limit.seconds(), limit.slotSeconds(), limit.slots()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .mapToLong(CallBudget::used)
                        .sum())
                .map(used -> new Left(
                        provider.wireName(), limit.seconds() + "s", Math.max(0, limit.calls() - used), limit.calls()));
    }

    private static long used(Row row) {
        return row.getLong("used");
    }

    private List<CallLimit> limits(Provider provider) {
        return provider == Provider.WHOOP ? config.whoop() : config.oura();
    }
}
