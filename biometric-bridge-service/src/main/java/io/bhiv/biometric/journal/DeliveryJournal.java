package io.bhiv.biometric.journal;

import io.bhiv.kit.commit.CommitLimits;
import io.bhiv.kit.commit.GroupCommit;
import io.bhiv.kit.store.Columns;
import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.Provider;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Appends deliveries durably, each once.
 *
 * <p>Guarantee: {@link #append} completes only after the commit, with fsync where PostgreSQL is so configured. Of any
 * number of concurrent identical deliveries, on any number of replicas, exactly one is {@link Appended.Stored}; the
 * others are {@link Appended.AlreadySeen} under the same id.
 */
@ApplicationScoped
public class DeliveryJournal {

    private static final long BATCH_BYTES = 4L << 20;
    /** One delivery may be heavier than a batch, and is never larger than the largest webhook. */
    private static final long HEAVIEST_BATCH = 16L << 20;

    private final Pool pool;
    private final JournalConfig config;
    private final Onward onward;
    private final GroupCommit<Arrival, Appended> commits;

    DeliveryJournal(Pool pool, JournalConfig config, Onward onward, MeterRegistry meters) {
        this.pool = pool;
        this.config = config;
        this.onward = onward;
        CommitLimits limits = new CommitLimits(
                config.batchSize(),
                BATCH_BYTES,
                config.batchesInFlight(),
                config.maxQueued(),
                64L << 20,
                config.commitTimeout());
        this.commits = new GroupCommit<>(limits, Arrival::weight, this::write);
        Gauge.builder("bridge.journal.waiting", commits, GroupCommit::waiting)
                .description("Deliveries waiting to be committed")
                .register(meters);
    }

    /** Stores the arrival with the next group commit. Fails with {@code Overloaded} where too many wait already. */
    public Uni<Appended> append(Arrival arrival) {
        return commits.submit(arrival);
    }

    /** Deliveries whose callers wait for a commit that has not begun. */
    public int waiting() {
        return commits.waiting();
    }

    private Uni<List<Appended>> write(List<Arrival> batch) {
        Map<UUID, Arrival> distinct = new LinkedHashMap<>();
        batch.forEach(arrival -> distinct.putIfAbsent(arrival.eventId(), arrival));
        List<Arrival> rows = List.copyOf(distinct.values());
        boolean claimed = isRoomAheadFor(rows);
        return pool.preparedQuery(JournalSql.APPEND)
                .execute(new Columns<>(rows)
                        .uuids(Arrival::eventId)
                        .uuids(Arrival::contentEventId)
                        .texts(arrival -> arrival.provider().wireName())
                        .texts(arrival -> arrival.channel().name())
                        .texts(Arrival::deliveryId)
                        .texts(Arrival::requestReference)
                        .longs(Arrival::orderingMillis)
                        .booleans(Arrival::late)
                        .texts(Arrival::traceparent)
                        .booleans(Arrival::direct)
                        .bytes(Arrival::body)
                        .value(claimed ? config.nudgeClaim().toMillis() : 0)
                        .tuple())
                .map(stored -> outcomes(batch, distinct, stored, claimed));
    }

    /** The other batches under way may yet ask for the same room, each for as much as a batch may hold. */
    private boolean isRoomAheadFor(List<Arrival> rows) {
        int others = config.batchesInFlight() - 1;
        long bytes = rows.stream().mapToLong(Arrival::weight).sum();
        return onward.hasRoomFor(rows.size() + others * config.batchSize(), bytes + others * HEAVIEST_BATCH);
    }

    /** The first of several identical arrivals in one batch is the new one, the others are its duplicates. */
    private static List<Appended> outcomes(
            List<Arrival> batch, Map<UUID, Arrival> distinct, RowSet<Row> stored, boolean claimed) {
        Map<UUID, Journalled> fresh = new HashMap<>();
        for (Row row : stored) {
            UUID eventId = row.getUUID(0);
            Arrival arrival = distinct.get(eventId);
            if (arrival != null) {
                fresh.put(eventId, journalled(arrival, row.getOffsetDateTime(1), row.getInteger(2)));
            }
        }
        Set<UUID> answered = new HashSet<>();
        List<Appended> outcomes = new ArrayList<>(batch.size());
        for (Arrival arrival : batch) {
            Journalled delivery = fresh.get(arrival.eventId());
            if (delivery != null && answered.add(arrival.eventId())) {
                outcomes.add(new Appended.Stored(delivery, claimed));
            } else {
                outcomes.add(new Appended.AlreadySeen(arrival.eventId()));
            }
        }
        return outcomes;
    }

    private static Journalled journalled(Arrival arrival, OffsetDateTime receivedAt, int revision) {
        return new Journalled(
                arrival.eventId(),
                receivedAt.toInstant(),
                arrival.provider(),
                arrival.channel(),
                revision,
                arrival.deliveryId(),
                arrival.requestReference(),
                arrival.orderingMillis(),
                arrival.late(),
                arrival.traceparent(),
                0,
                arrival.body());
    }

    /** A row as {@link JournalSql#CLAIM} answers it. */
    static Journalled journalled(Row row) {
        return new Journalled(
                row.getUUID("event_id"),
                row.getOffsetDateTime("received_at").toInstant(),
                Provider.ofWireName(row.getString("provider")),
                Channel.valueOf(row.getString("channel")),
                row.getInteger("revision"),
                row.getString("delivery_id"),
                row.getString("request_reference"),
                row.getLong("ordering_ms"),
                row.getBoolean("late"),
                row.getString("traceparent"),
                row.getInteger("attempts"),
                row.getBuffer("body").getBytes());
    }
}
