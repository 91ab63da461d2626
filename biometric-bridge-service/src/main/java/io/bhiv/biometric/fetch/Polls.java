package io.bhiv.biometric.fetch;

import io.bhiv.biometric.provider.ObjectApi.Days;
import io.bhiv.biometric.provider.ObjectApi.Item;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.provider.WithoutNotices;
import io.bhiv.kit.store.Columns;
import io.bhiv.model.biometric.Provider;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of polls: one for each type of each connection. */
@ApplicationScoped
class Polls {

    /**
     * A poll that was claimed.
     *
     * @param today by the store's clock
     * @param lookBackFrom first day of a look-back
     */
    record Poll(
            String connectionId,
            ProviderUser user,
            String type,
            LocalDate backfillFrom,
            LocalDate backfillUntil,
            LocalDate lookBackFrom,
            LocalDate today,
            int attempts) {

        boolean isBackfill() {
            return !backfillUntil.isBefore(backfillFrom);
        }

        /**
         * Whether it looks back further than is read at a time. The days that each poll looks back on are always read together: nothing
         * is left of them to be filled back, and the poll would begin again at once, for ever.
         */
        boolean isLong(int chunkDays, int lookBackDays) {
            int together = isOfSamples() ? lookBackDays + 1 : Math.max(chunkDays, lookBackDays);
            return !isBackfill() && lookBackFrom.plusDays(together).isBefore(today);
        }

        private boolean isOfSamples() {
            return WithoutNotices.SAMPLES.contains(type);
        }

        /** What is read in one turn, one after the other. Rows of samples of more than a day would take too much memory together. */
        List<Days> spans(int chunkDays) {
            // Somebody's tomorrow has begun already.
            LocalDate tomorrow = today.plusDays(1);
            if (isBackfill()) {
                LocalDate from = backfillUntil.minusDays(isOfSamples() ? 0 : chunkDays - 1L);
                return List.of(new Days(
                        type,
                        from.isBefore(backfillFrom) ? backfillFrom : from,
                        backfillUntil.equals(today) ? tomorrow : backfillUntil));
            }
            return isOfSamples()
                    ? lookBackFrom
                            .datesUntil(tomorrow.plusDays(1))
                            .map(day -> new Days(type, day, day))
                            .toList()
                    : List.of(new Days(type, lookBackFrom, tomorrow));
        }

        /** Without whose it is at the provider. */
        @Override
        public String toString() {
            return "Poll[" + connectionId + ' ' + type + ']';
        }
    }

    /** No day before the one on which the account was connected for another person. Parameters: provider, types, days to fill back. */
    private static final String ENROL = """
            INSERT INTO biometric.fetch_poll (connection_id, object_type, provider, backfill_from, backfill_until, due_at,
                                              polled_at, heard_at)
            SELECT c.connection_id, t, c.provider, greatest(k.today - $3::int, (c.taken_over_at AT TIME ZONE 'UTC')::date), CASE WHEN $3::int = 0 THEN k.today - 1 ELSE k.today END,
                   k.at, k.at, k.at
            FROM biometric.connection c, unnest($2::text[]) AS t,
                 (SELECT at, (at AT TIME ZONE 'UTC')::date AS today FROM (SELECT biometric.fetch_clock() AS at) n) k
            WHERE c.provider = $1 AND c.state = 'ACTIVE'
              AND NOT EXISTS (SELECT FROM biometric.fetch_poll p
                              WHERE p.connection_id = c.connection_id AND p.object_type = t)
            ON CONFLICT DO NOTHING
            """;

    /** As for objects ({@link FetchSql#CLAIM}). Parameters: provider, claim in ms, days to look back, claimant. */
    private static final String CLAIMS = """
            UPDATE biometric.fetch_poll p
            SET claimed_until = biometric.fetch_clock() + $2::bigint * interval '1 millisecond', claimant = $4,
                begun = CASE WHEN p.claimant = $4 THEN greatest(p.begun, 1) ELSE p.begun + 1 END
            FROM biometric.connection c
            WHERE c.connection_id = p.connection_id AND p.ctid = ANY (ARRAY(
              SELECT d.ctid FROM biometric.fetch_poll d JOIN biometric.connection a USING (connection_id)
              WHERE %s AND d.due_at <= (SELECT biometric.fetch_clock())
                AND d.claimed_until <= (SELECT biometric.fetch_clock()) AND a.state = 'ACTIVE'
              ORDER BY d.due_at LIMIT 1 FOR UPDATE OF d SKIP LOCKED))
            RETURNING p.connection_id, p.provider, c.provider_user_id, p.object_type, p.backfill_from, p.backfill_until, p.attempts,
                      greatest((p.polled_at AT TIME ZONE 'UTC')::date - $3::int, (c.taken_over_at AT TIME ZONE 'UTC')::date) AS look_back_from,
                      (biometric.fetch_clock() AT TIME ZONE 'UTC')::date AS today
            """;

    static final String CLAIM = CLAIMS.formatted(FetchSql.OF_ONE);

    static final String CLAIM_SUSPECT = CLAIMS.formatted(FetchSql.SUSPECT);

    /**
     * Has no notices that could be parked, so it is read again alone, a day later and then ever more rarely. Parameters: the claimant
     * that asks, pause in ms, which doubles up to sixteen times as long.
     */
    private static final String PUT_OFF_CRASHED = """
            UPDATE biometric.fetch_poll
            SET claimed_until = '-infinity', begun = 3, reason = 'crashed', attempts = attempts + 1,
                due_at = biometric.fetch_clock() + $2::bigint * (1 << least(attempts, 4)) * interval '1 millisecond'
            WHERE begun > 3 AND claimed_until <= biometric.fetch_clock() AND claimant <> $1
            RETURNING connection_id, object_type
            """;

    /**
     * Those of the objects that are not in the journal in this version, or may not be: of some types the provider states no version, and
     * the journal itself decides what is new. No row where the connection is not ACTIVE any more. An object that was deleted stays so.
     * Parameters: connection id, type, object ids, versions.
     */
    private static final String MISSING = """
            SELECT ARRAY(
              SELECT i.id FROM unnest($3::text[], $4::text[]) AS i(id, version)
              LEFT JOIN biometric.fetched_object f ON f.connection_id = $1 AND f.object_type = $2 AND f.object_id = i.id
              WHERE f.deleted_at IS NULL
                AND (f.object_id IS NULL OR i.version IS NULL OR f.version IS DISTINCT FROM i.version))
            FROM biometric.connection WHERE connection_id = $1 AND state = 'ACTIVE'
            """;

    /** Parameters: connection id, type, object ids, versions. */
    private static final String REMEMBER = """
            INSERT INTO biometric.fetched_object AS f (connection_id, object_type, object_id, version, fetched_at)
            SELECT $1, $2, id, version, biometric.fetch_clock() FROM unnest($3::text[], $4::text[]) AS i(id, version)
            ORDER BY id
            ON CONFLICT (connection_id, object_type, object_id) DO UPDATE
            SET version = excluded.version, fetched_at = excluded.fetched_at
            """;

    /** Parameters: connection id, type, last day that is still to be filled back. */
    private static final String FILLED_BACK = """
            UPDATE biometric.fetch_poll
            SET backfill_until = $3, claimed_until = '-infinity', begun = 0, attempts = 0, reason = NULL, due_at = biometric.fetch_clock()
            WHERE connection_id = $1 AND object_type = $2
            """;

    /**
     * Silent is a connection of which no type sent anything: a healthy one may bring no workout for days. One that is not silent yet is
     * polled when it may be. Parameters: connection id, type, interval, silent after, silent interval and inactive after in ms, part by
     * which the interval is shortened so that polls spread.
     */
    private static final String POLLED = """
            UPDATE biometric.fetch_poll p
            SET polled_at = biometric.fetch_clock(), claimed_until = '-infinity', begun = 0, attempts = 0, reason = NULL,
                due_at = biometric.fetch_clock() + (1 - $7::float8) * interval '1 millisecond'
                  * CASE WHEN c.unheard_ms < $6::bigint AND p.object_type NOT IN %1$s
                         THEN least($3::bigint, greatest($5::bigint, $4::bigint - c.unheard_ms)) ELSE $3::bigint END
            FROM (SELECT (extract(epoch FROM biometric.fetch_clock() - max(heard_at)) * 1000)::bigint AS unheard_ms
                  FROM biometric.fetch_poll WHERE connection_id = $1 AND object_type NOT IN %1$s) c
            WHERE p.connection_id = $1 AND p.object_type = $2
            """.formatted(WithoutNotices.TYPES);

    /**
     * What a poll of a long time ago would look back on is the past: it is filled back in pieces, but for the last days, which the poll
     * after it reads. Parameters: connection id, type, first day, days to look back.
     */
    private static final String FILL_BACK_SINCE = """
            UPDATE biometric.fetch_poll
            SET backfill_from = $3, backfill_until = (biometric.fetch_clock() AT TIME ZONE 'UTC')::date - $4::int - 1,
                polled_at = biometric.fetch_clock(), claimed_until = '-infinity', begun = 0
            WHERE connection_id = $1 AND object_type = $2
            """;

    /** Parameters: connection id, type, pause in ms, attempts, reason. */
    private static final String GIVE_BACK = """
            UPDATE biometric.fetch_poll
            SET claimed_until = '-infinity', %s, attempts = $4, reason = $5,
                due_at = biometric.fetch_clock() + $3::bigint * interval '1 millisecond'
            WHERE connection_id = $1 AND object_type = $2
            """;

    private static final String LATER = GIVE_BACK.formatted("begun = 0");

    private static final String PUT_OFF = GIVE_BACK.formatted(FetchSql.NOT_BEGUN);

    private final Pool pool;
    private final PollsConfig config;
    private final ObjectsConfig objects;
    private final long claimant = UUID.randomUUID().getMostSignificantBits();

    Polls(Pool pool, PollsConfig config, ObjectsConfig objects) {
        this.pool = pool;
        this.config = config;
        this.objects = objects;
    }

    /** Makes the polls of connections that have none. */
    Uni<Void> enrol(Provider provider) {
        return provider == Provider.WHOOP
                ? enrol(provider, config.whoopTypes(), config.backfillDays())
                : enrol(provider, config.ouraTypes(), config.backfillDays())
                        .chain(() -> enrol(provider, config.ouraSampleTypes(), config.sampleBackfillDays()));
    }

    private Uni<Void> enrol(Provider provider, List<String> types, int backfillDays) {
        return execute(ENROL, provider.wireName(), types.toArray(String[]::new), backfillDays)
                .replaceWithVoid();
    }

    Uni<Optional<Poll>> claim(Provider provider) {
        return claim(CLAIM, provider.wireName());
    }

    /** One that was begun three times and never ended. */
    Uni<Optional<Poll>> claimSuspect(Set<Provider> providers) {
        String[] names = providers.stream().map(Provider::wireName).toArray(String[]::new);
        return claim(CLAIM_SUSPECT, names);
    }

    private Uni<Optional<Poll>> claim(String sql, Object providers) {
        return execute(sql, providers, objects.claim().toMillis(), config.lookBackDays(), claimant)
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(poll(rows.iterator().next())));
    }

    /** How long a claim lasts. */
    Duration claim() {
        return objects.claim();
    }

    /** Puts off what was read alone and ended the process even then. */
    Uni<Void> putOffCrashed(Duration pause) {
        return execute(PUT_OFF_CRASHED, claimant, pause.toMillis())
                .invoke(rows -> rows.forEach(row -> Log.errorf(
                        "A poll is put off: the process ended each time that it was read [connection=%s type=%s]",
                        row.getString("connection_id"), row.getString("object_type"))))
                .replaceWithVoid();
    }

    /** Ids of those that are not in the journal in this version; empty where the connection is not ACTIVE any more. */
    Uni<Optional<Set<String>>> missing(Poll poll, List<Item> items) {
        return executeFor(MISSING, poll, items)
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(
                                Set.copyOf(Arrays.asList(rows.iterator().next().getArrayOfStrings(0)))));
    }

    /** These are in the journal now. */
    Uni<Void> remember(Poll poll, List<Item> items) {
        return items.isEmpty()
                ? Uni.createFrom().voidItem()
                : executeFor(REMEMBER, poll, items).replaceWithVoid();
    }

    Uni<Void> filledBack(Poll poll, LocalDate still) {
        return execute(FILLED_BACK, poll.connectionId(), poll.type(), still).replaceWithVoid();
    }

    /** Whether it looks back further than is read at a time. */
    boolean isLong(Poll poll) {
        return poll.isLong(config.chunkDays(), config.lookBackDays());
    }

    Uni<Void> fillBackSince(Poll poll) {
        return execute(FILL_BACK_SINCE, poll.connectionId(), poll.type(), poll.lookBackFrom(), config.lookBackDays())
                .replaceWithVoid();
    }

    /** @param spread from 0 to 1: polls that began together do not stay together */
    Uni<Void> polled(Poll poll, double spread) {
        return execute(
                        POLLED,
                        poll.connectionId(),
                        poll.type(),
                        config.interval().toMillis(),
                        config.silentAfter().toMillis(),
                        config.silentInterval().toMillis(),
                        config.inactiveAfter().toMillis(),
                        spread * 0.1)
                .replaceWithVoid();
    }

    /** There was an answer; it is read again after the pause. */
    Uni<Void> later(Poll poll, Duration pause, int attempts, String reason) {
        return giveBack(LATER, poll, pause, attempts, reason);
    }

    /** The same without an answer: how often its reading ended the process is not forgotten. */
    Uni<Void> putOff(Poll poll, Duration pause, int attempts, String reason) {
        return giveBack(PUT_OFF, poll, pause, attempts, reason);
    }

    private Uni<Void> giveBack(String sql, Poll poll, Duration pause, int attempts, String reason) {
        return execute(sql, poll.connectionId(), poll.type(), pause.toMillis(), attempts, reason)
                .replaceWithVoid();
    }

    private Uni<RowSet<Row>> executeFor(String sql, Poll poll, List<Item> items) {
        Tuple columns = new Columns<>(items)
                .value(poll.connectionId())
                .value(poll.type())
                .texts(Item::id)
                .texts(item -> item.body().version())
                .tuple();
        return pool.preparedQuery(sql).execute(columns);
    }

    private Uni<RowSet<Row>> execute(String sql, @Nullable Object... values) {
        return pool.preparedQuery(sql).execute(Tuple.tuple(Arrays.asList(values)));
    }

    private static Poll poll(Row row) {
        return new Poll(
                row.getString("connection_id"),
                new ProviderUser(Provider.ofWireName(row.getString("provider")), row.getString("provider_user_id")),
                row.getString("object_type"),
                row.getLocalDate("backfill_from"),
                row.getLocalDate("backfill_until"),
                row.getLocalDate("look_back_from"),
                row.getLocalDate("today"),
                row.getInteger("attempts"));
    }
}
