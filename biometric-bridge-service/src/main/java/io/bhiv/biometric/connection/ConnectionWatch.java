package io.bhiv.biometric.connection;

import io.bhiv.kit.count.Figure;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections of each provider by their state every minute, and when one of them was last heard of. Sums alone: nothing
 * leads from them to a person. The same figures on every replica: they are the database's.
 */
@ApplicationScoped
class ConnectionWatch {

    private static final LoopSettings RHYTHM = new LoopSettings(Duration.ofMinutes(1), Duration.ofSeconds(20));

    /** Connections by consent, and links that deliveries alone made. */
    private static final String BY_STATE = """
            WITH heard AS (
              SELECT connection_id, max(heard_at) AS heard_at FROM biometric.fetch_poll GROUP BY connection_id
            ), every AS (
              SELECT c.provider, c.state, h.heard_at, c.changed_at_ms
              FROM biometric.connection c LEFT JOIN heard h USING (connection_id)
              UNION ALL
              SELECT l.provider, l.state, NULL, l.changed_at_ms FROM biometric.link l
              WHERE NOT EXISTS (
                SELECT FROM biometric.connection c WHERE c.connection_id = l.connection_id COLLATE "C")
            )
            SELECT provider COLLATE "C", state COLLATE "C", count(*), extract(epoch FROM max(heard_at))::float8,
                   nullif(max(changed_at_ms), 0) / 1000.0::float8
            FROM every GROUP BY 1, 2 ORDER BY 1, 2
            """;

    /**
     * The connections of a provider that are in one state.
     *
     * @param heardAt the last notice of any of them, in seconds since the epoch; null where it is not kept
     * @param changedAt when the last of them came into it; null where none of them ever changed
     */
    private record InState(
            String provider,
            String state,
            long connections,
            @Nullable Double heardAt,
            @Nullable Double changedAt) {

        Tags tags() {
            return Tags.of("provider", provider, "state", state);
        }
    }

    private final Pool pool;
    private final Figure<List<InState>> byState;
    private final MultiGauge connections;
    private final MultiGauge heard;
    private final MultiGauge changed;

    ConnectionWatch(Pool pool, MeterRegistry meters) {
        this.pool = pool;
        this.byState = new Figure<>(this::byState, this::show);
        this.connections = MultiGauge.builder("bridge.connections")
                .description("Connections and links of people, by provider and state")
                .register(meters);
        this.heard = MultiGauge.builder("bridge.connections.heard.timestamp")
                .description("When a notice of any connection in this state last came")
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

    Uni<Step> turn() {
        return byState.read().replaceWith(Step.IDLE);
    }

    private Uni<List<InState>> byState() {
        return pool.query(BY_STATE)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new InState(
                                row.getString(0), row.getString(1), row.getLong(2), row.getDouble(3), row.getDouble(4)))
                        .toList());
    }

    /** Providers and states are ours, so the tags are bounded. */
    private void show(Optional<List<InState>> found) {
        show(connections, found, one -> (double) one.connections());
        show(heard, found, InState::heardAt);
        show(changed, found, InState::changedAt);
    }

    private static void show(
            MultiGauge gauge, Optional<List<InState>> found, Function<InState, @Nullable Double> value) {
        gauge.register(
                found.orElse(List.of()).stream()
                        .flatMap(one -> Optional.ofNullable(value.apply(one)).stream()
                                .<Row<?>>map(known -> Row.of(one.tags(), known)))
                        .toList(),
                true);
    }
}
