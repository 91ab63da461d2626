package io.bhiv.biometric.publish;

import io.bhiv.biometric.trigger.TriggerConfig;
import io.bhiv.kit.kafka.RecordSender;
import io.bhiv.kit.loop.BackgroundLoop;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.store.StoreFailure;
import io.bhiv.model.trigger.Severity;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the triggers of people's nights. A row leaves the table only after the brokers acknowledged its record; a trigger is sent
 * again under the same id when a process ends in between. Nothing is published of a person who is connected no more: a link follows its
 * connection only when the change is settled, so both are asked. Nor is what waited here until nothing can be done about it today.
 */
@ApplicationScoped
public class TriggerOutbox {

    private static final int BATCH = 200;
    private static final LoopSettings RHYTHM = new LoopSettings(Duration.ofSeconds(1), Duration.ofSeconds(40));

    /** Those of a severity that only a newer version knows are left to its replicas. Parameter: rows at most. */
    private static final String CLAIM = """
            UPDATE biometric.trigger_outbox o SET claimed_until = now() + interval '1 minute'
            WHERE o.ctid = ANY (ARRAY(
              SELECT ctid FROM biometric.trigger_outbox WHERE claimed_until <= now() AND severity IN (%s)
              ORDER BY claimed_until, fired_at LIMIT $1 FOR UPDATE SKIP LOCKED))
            RETURNING o.trigger_id, o.subject_id, o.tenant_id, o.rule, o.severity, o.fired_at, o.body,
                      o.fired_at < now() - interval '%d days' AS outdated,
                      EXISTS (SELECT FROM biometric.link l
                              WHERE l.subject_id = o.subject_id AND l.state IN ('ACTIVE', 'DEGRADED')
                                AND NOT EXISTS (SELECT FROM biometric.connection c
                                                WHERE c.connection_id = l.connection_id COLLATE "C" AND c.state = 'REVOKED')) AS connected
            """.formatted(
                    Arrays.stream(Severity.values()).map(one -> "'" + one + "'").collect(Collectors.joining(", ")),
                    Parameters.DEFAULTS.arrivals().maximumAge());

    /** Parameter: ids. */
    private static final String DELETE = "DELETE FROM biometric.trigger_outbox WHERE trigger_id = ANY ($1::uuid[])";

    /** Parameters: ids, pause in ms. */
    private static final String RELEASE = """
            UPDATE biometric.trigger_outbox SET claimed_until = now() + $2::bigint * interval '1 millisecond'
            WHERE trigger_id = ANY ($1::uuid[])
            """;

    private final Pool pool;
    private final EventRecords records;
    private final RecordSender sender;
    private final Publisher publisher;
    private final PublishConfig config;
    private final TriggerConfig triggers;
    private final Counter outdated;
    private volatile @Nullable BackgroundLoop loop;

    TriggerOutbox(
            Pool pool,
            EventRecords records,
            RecordSender sender,
            Publisher publisher,
            PublishConfig config,
            TriggerConfig triggers,
            MeterRegistry meters) {
        this.pool = pool;
        this.records = records;
        this.sender = sender;
        this.publisher = publisher;
        this.config = config;
        this.triggers = triggers;
        this.outdated = Counter.builder("bridge.triggers.outdated")
                .description(
                        "Triggers of people's nights that waited for Kafka longer than a night may fire, and were dropped")
                .register(meters);
    }

    void start(@Observes StartupEvent started, BackgroundLoops loops) {
        if (triggers.mode() != Mode.FIXED) {
            loop = loops.start("trigger-outbox", RHYTHM, this::turn);
        }
    }

    /** Triggers were stored. Cheap, from any thread. */
    public void nudge() {
        BackgroundLoop running = loop;
        if (running != null) {
            running.nudge();
        }
    }

    /** Publishes what is due. */
    public Uni<Step> turn() {
        return sender.breaker().isClosed()
                ? pool.preparedQuery(CLAIM).execute(Tuple.of(BATCH)).chain(this::publish)
                : probe();
    }

    /** While Kafka refuses, one trigger at a time finds out whether it still does. */
    private Uni<Step> probe() {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(1))
                .chain(this::publish)
                .replaceWith(Step.IDLE);
    }

    private Uni<Step> publish(RowSet<Row> claimed) {
        List<FiredTrigger> due = new ArrayList<>();
        List<UUID> over = new ArrayList<>();
        int waitedTooLong = 0;
        for (Row row : claimed) {
            FiredTrigger trigger = trigger(row);
            boolean connected = row.getBoolean("connected");
            boolean late = row.getBoolean("outdated");
            if (connected && !late) {
                due.add(trigger);
            } else {
                over.add(trigger.triggerId());
                waitedTooLong += connected ? 1 : 0;
            }
        }
        due.sort(Comparator.comparing(FiredTrigger::firedAt));
        int dropped = waitedTooLong;
        return delete(over)
                .invoke(() -> countOutdated(dropped))
                .chain(() -> send(due))
                .replaceWith(claimed.size() < BATCH ? Step.IDLE : Step.MORE);
    }

    private void countOutdated(int dropped) {
        if (dropped > 0) {
            outdated.increment(dropped);
            Log.warnf("Triggers that waited too long to be published were dropped [count=%d]", dropped);
        }
    }

    private Uni<Void> send(List<FiredTrigger> due) {
        if (due.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<UUID> ids = due.stream().map(FiredTrigger::triggerId).toList();
        return sender.send(due.stream().map(records::of).toList())
                .invoke(() -> due.forEach(trigger -> publisher.count(trigger.severity())))
                .chain(() -> delete(ids))
                .onFailure()
                .call(failure -> {
                    Log.warnf(
                            "Triggers were not published and are sent again later [count=%d cause=%s]",
                            ids.size(), StoreFailure.summary(failure));
                    return pool.preparedQuery(RELEASE)
                            .execute(Tuple.of(
                                    ids.toArray(UUID[]::new),
                                    config.retryPause().toMillis()));
                });
    }

    private Uni<Void> delete(List<UUID> ids) {
        return ids.isEmpty()
                ? Uni.createFrom().voidItem()
                : pool.preparedQuery(DELETE)
                        .execute(Tuple.of(ids.toArray(UUID[]::new)))
                        .replaceWithVoid();
    }

    private static FiredTrigger trigger(Row row) {
        return new FiredTrigger(
                row.getUUID("trigger_id"),
                row.getString("subject_id"),
                row.getString("tenant_id"),
                row.getString("rule"),
                Severity.valueOf(row.getString("severity")),
                row.getOffsetDateTime("fired_at").toInstant(),
                row.getBuffer("body").getBytes());
    }
}
