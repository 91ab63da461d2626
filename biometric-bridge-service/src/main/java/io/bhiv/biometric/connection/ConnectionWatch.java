package io.bhiv.biometric.connection;

import io.bhiv.biometric.provider.WithoutNotices;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.SteadyClock;
import io.bhiv.kit.loop.Step;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections of each provider by their state, and when the last notice of one of them came, to the minute. Sums alone, and no name.
 * The same figures on every replica: they are the database's.
 *
 * <p>Some thousand rows at a time, however many there are: one statement over all of them would once exceed its time, and never end. A
 * round begins every minute, and later where there are many and the last one took long, so that counting takes about a hundredth of the time
 * then.
 */
@ApplicationScoped
class ConnectionWatch {

    private static final LoopSettings RHYTHM = new LoopSettings(Duration.ofMinutes(1), Duration.ofSeconds(20));
    private static final int REST = 100;
    /** A round that takes less may begin every minute: the first of a process reads what is in no cache yet. */
    private static final Duration SHORT = Duration.ofSeconds(5);
    /** So may one of no more statements, one per source: it took long because the machine was busy, which says nothing about the next. */
    private static final int FEW = Source.values().length;
    /** A round may also take long because the machine slept. */
    private static final Duration LONGEST_REST = Duration.ofHours(1);

    /** By consent. Parameters: the connection before the first to look at, connections to look at. */
    private static final String CONNECTIONS = """
            WITH looked AS MATERIALIZED (
              SELECT connection_id, provider, state, changed_at_ms FROM biometric.connection
              WHERE connection_id > $1 ORDER BY connection_id LIMIT $2
            ), heard AS (
              SELECT p.connection_id, max(p.heard_at) AS heard_at
              FROM looked JOIN biometric.fetch_poll p USING (connection_id)
              WHERE p.object_type NOT IN %s GROUP BY 1
            ), sums AS (
              SELECT provider, state, count(*) AS connections, max(heard_at) AS heard_at, max(changed_at_ms) AS changed_at_ms
              FROM looked LEFT JOIN heard USING (connection_id) GROUP BY 1, 2
            )
            SELECT n.looked, '' AS last_provider, n.last_id, s.provider, s.state, s.connections,
                   extract(epoch FROM date_trunc('minute', s.heard_at))::float8 AS heard_at, s.changed_at_ms
            FROM (SELECT count(*) AS looked, coalesce(max(connection_id), '') AS last_id FROM looked) n
            LEFT JOIN sums s ON true
            """.formatted(WithoutNotices.TYPES);

    /**
     * Links that deliveries alone made, and that no newer one of the same person has replaced. Parameters: provider and user of the link
     * before the first to look at, links to look at.
     */
    private static final String LINKS = """
            WITH looked AS MATERIALIZED (
              SELECT provider, provider_user_id, connection_id, state, changed_at_ms FROM biometric.link
              WHERE (provider, provider_user_id) > ($1::text, $2::text)
              ORDER BY provider, provider_user_id LIMIT $3
            ), last AS (
              SELECT provider, provider_user_id FROM looked ORDER BY provider DESC, provider_user_id DESC LIMIT 1
            ), sums AS (
              SELECT provider, state, count(*) AS connections, max(changed_at_ms) AS changed_at_ms FROM looked l
              WHERE state <> 'REAUTH'
                AND NOT EXISTS (
                  SELECT FROM biometric.connection c WHERE c.connection_id = l.connection_id COLLATE "C")
              GROUP BY 1, 2
            )
            SELECT n.looked, coalesce((SELECT provider FROM last), '') AS last_provider,
                   coalesce((SELECT provider_user_id FROM last), '') AS last_id, s.provider, s.state, s.connections,
                   NULL::float8 AS heard_at, s.changed_at_ms
            FROM (SELECT count(*) AS looked FROM looked) n LEFT JOIN sums s ON true
            """;

    private enum Source {
        CONSENT,
        DELIVERIES
    }

    private record InState(String provider, String state) {

        Tags tags() {
            return Tags.of("provider", provider, "state", state);
        }
    }

    /**
     * The connections of a provider that are in one state.
     *
     * @param heardAt the last notice of any of them, or since when one is waited for, in seconds since the epoch; null where it is not kept
     * @param changedAtMs when the last of them came into it, in milliseconds since the epoch; 0 where none of them ever changed
     */
    private record Sums(long connections, @Nullable Double heardAt, long changedAtMs) {

        Sums and(Sums other) {
            return new Sums(
                    connections + other.connections,
                    heardAt == null || other.heardAt == null
                            ? (heardAt == null ? other.heardAt : heardAt)
                            : (Double) Math.max(heardAt, other.heardAt),
                    Math.max(changedAtMs, other.changedAtMs));
        }

        @Nullable
        Double changedAt() {
            return changedAtMs == 0
                    ? null
                    : (Double) (double) Duration.ofMillis(changedAtMs).toMinutes() * 60;
        }
    }

    /**
     * As far as a round has come.
     *
     * @param statements that it took until now
     * @param provider and
     * @param id of the last row that was looked at; empty at the beginning
     */
    private record Round(
            Instant begun, int statements, Source source, String provider, String id, Map<InState, Sums> sums) {

        static Round beginning(Instant at) {
            return new Round(at, 0, Source.CONSENT, "", "", Map.of());
        }

        Round with(RowSet<Row> rows) {
            Map<InState, Sums> more = new HashMap<>(sums);
            Row last = null;
            for (Row row : rows) {
                last = row;
                if (row.getString("provider") != null) {
                    more.merge(
                            new InState(row.getString("provider"), row.getString("state")),
                            new Sums(
                                    row.getLong("connections"),
                                    row.getDouble("heard_at"),
                                    row.getLong("changed_at_ms")),
                            Sums::and);
                }
            }
            return last == null
                    ? this
                    : new Round(
                            begun,
                            statements + 1,
                            source,
                            last.getString("last_provider"),
                            last.getString("last_id"),
                            more);
        }

        Round ofLinks() {
            return new Round(begun, statements, Source.DELIVERIES, "", "", sums);
        }

        /** How long the next one waits after it beyond the minute. */
        Duration rest(Instant ended) {
            Duration took = Duration.between(begun, ended);
            if (statements <= FEW || took.compareTo(SHORT) < 0) {
                return Duration.ZERO;
            }
            Duration rest = took.multipliedBy(REST);
            return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
        }
    }

    private final Pool pool;
    private final Clock clock;
    private final int rowsAtOnce;
    private final MultiGauge connections;
    private final MultiGauge heard;
    private final MultiGauge changed;

    private volatile @Nullable Round round;
    private volatile Instant notBefore = Instant.MIN;

    @Inject
    ConnectionWatch(Pool pool, Clock clock, MeterRegistry meters) {
        this(pool, SteadyClock.of(clock), meters, 2_000);
    }

    ConnectionWatch(Pool pool, Clock clock, MeterRegistry meters, int rowsAtOnce) {
        this.pool = pool;
        this.clock = clock;
        this.rowsAtOnce = rowsAtOnce;
        this.connections = MultiGauge.builder("bridge.connections")
                .description("Connections and links of people, by provider and state")
                .register(meters);
        this.heard = MultiGauge.builder("bridge.connections.heard.timestamp")
                .description("When a notice of any connection in this state last came, or since when one is waited for")
                .baseUnit("seconds")
                .register(meters);
        this.changed = MultiGauge.builder("bridge.connections.changed.timestamp")
                .description("When a connection last came into this state")
                .baseUnit("seconds")
                .register(meters);
    }

    void begin(@Observes StartupEvent started, Housekeeping housekeeping) {
        housekeeping.start("connection-watch", RHYTHM, this::turn);
    }

    /** One piece of a round, where it is time for one. */
    Uni<Step> turn() {
        return round == null && clock.instant().isBefore(notBefore)
                ? Uni.createFrom().item(Step.IDLE)
                : step();
    }

    /** Counts the next rows. What was counted is shown when these were the last, and unknown where they cannot be read. */
    Uni<Step> step() {
        Round known = round;
        Round from = known == null ? Round.beginning(clock.instant()) : known;
        return rows(from)
                .map(rows -> next(from, rows))
                .onFailure()
                .invoke(this::forget)
                // A turn that takes too long is cancelled.
                .onCancellation()
                .invoke(this::forget);
    }

    private void forget() {
        round = null;
        show(Optional.empty());
    }

    private Uni<RowSet<Row>> rows(Round from) {
        return switch (from.source()) {
            case CONSENT -> pool.preparedQuery(CONNECTIONS).execute(Tuple.of(from.id(), rowsAtOnce));
            case DELIVERIES -> pool.preparedQuery(LINKS).execute(Tuple.of(from.provider(), from.id(), rowsAtOnce));
        };
    }

    private Step next(Round from, RowSet<Row> rows) {
        Round then = from.with(rows);
        if (rows.iterator().next().getLong("looked") == rowsAtOnce) {
            round = then;
            return Step.MORE;
        }
        return switch (from.source()) {
            case CONSENT -> {
                round = then.ofLinks();
                yield Step.MORE;
            }
            case DELIVERIES -> {
                Instant now = clock.instant();
                notBefore = now.plus(then.rest(now));
                round = null;
                show(Optional.of(then.sums()));
                yield Step.IDLE;
            }
        };
    }

    /** Providers and states are ours, so the tags are bounded. */
    private void show(Optional<Map<InState, Sums>> found) {
        show(connections, found, sums -> (double) sums.connections());
        show(heard, found, Sums::heardAt);
        show(changed, found, Sums::changedAt);
    }

    private static void show(
            MultiGauge gauge, Optional<Map<InState, Sums>> found, Function<Sums, @Nullable Double> value) {
        gauge.register(
                found.orElse(Map.of()).entrySet().stream()
                        .flatMap(one -> Optional.ofNullable(value.apply(one.getValue())).stream()
                                .<MultiGauge.Row<?>>map(
                                        known -> MultiGauge.Row.of(one.getKey().tags(), known)))
                        .toList(),
                true);
    }
}
