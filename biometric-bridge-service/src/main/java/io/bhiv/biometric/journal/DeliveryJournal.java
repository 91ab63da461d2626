package io.bhiv.biometric.journal;

import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.kit.body.ByteBudget;
import io.bhiv.kit.commit.CommitLimits;
import io.bhiv.kit.commit.GroupCommit;
import io.bhiv.kit.partition.KeyPeriod;
import io.bhiv.kit.relay.Relay;
import io.bhiv.kit.store.Columns;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Appends deliveries durably, each once. Those whose second half is still to come are {@link DeliveryClaims}'.
 *
 * <p>Guarantee: {@link #append} completes only after the commit, with fsync where PostgreSQL is so configured. Of any
 * number of concurrent identical deliveries, on any number of replicas, exactly one is {@link Appended.Stored}; the
 * others are {@link Appended.AlreadySeen} under its id.
 */
@ApplicationScoped
public class DeliveryJournal {

    /** The result of an append, after the commit. */
    public sealed interface Appended {

        /**
         * New, stored and outstanding.
         *
         * @param claimed this process holds it for the time of a nudge's claim and must process it; else a sweeper will
         */
        record Stored(Delivery delivery, boolean claimed) implements Appended {}

        /** Stored before, under this id, perhaps with another identity that the provider gave the same content. */
        record AlreadySeen(UUID eventId) implements Appended {}
    }

    /** One delivery may be heavier than a batch, and is never larger than the largest webhook. */
    private static final long HEAVIEST_BATCH = 16L << 20;

    private final Pool pool;
    private final JournalConfig config;
    private final DeliveryClaims claims;
    private final Relay<Delivery> relay;
    private final ByteBudget budget;

    /** Each delivery has an end of its own: where some cannot be judged, the others of their batch are stored all the same. */
    private final GroupCommit<Delivery, Uni<Appended>> commits;

    /** Later than all that this process put in order: a statement may begin before so many milliseconds have passed. */
    private final AtomicLong nextOrder = new AtomicLong();

    private final Clock clock;
    private volatile Duration databaseAhead = Duration.ZERO;

    DeliveryJournal(
            Pool pool,
            JournalConfig config,
            DeliveryClaims claims,
            Relay<Delivery> relay,
            ByteBudget budget,
            MeterRegistry meters,
            Clock clock) {
        this.pool = pool;
        this.budget = budget;
        this.clock = clock;
        this.config = config;
        this.claims = claims;
        this.relay = relay;
        CommitLimits limits = new CommitLimits(
                config.batchSize(),
                DeliveryClaims.BATCH_BYTES,
                config.batchesInFlight(),
                config.maxQueued(),
                64L << 20,
                config.commitTimeout());
        this.commits = new GroupCommit<>(limits, Delivery::weight, this::write);
        Gauge.builder("bridge.journal.waiting", commits, GroupCommit::waiting)
                .description("Deliveries waiting to be committed")
                .register(meters);
    }

    /**
     * Stores the delivery with the next group commit, those of a topic in the order of their calls. Fails with {@code Overloaded} where too
     * many wait already.
     */
    public Uni<Appended> append(Delivery delivery) {
        Delivery ordered = delivery.withPlausibleOrder(clock.instant().plus(databaseAhead));
        return (ordered.direct() ? commits.submitInOrder(ordered) : commits.submit(ordered)).chain(Function.identity());
    }

    /** Deliveries whose callers wait for a commit that has not begun. */
    public int waiting() {
        return commits.waiting();
    }

    /**
     * A delivery with the id of its content, which takes a hash.
     *
     * @param place among those of its sequence in the batch; null where it has none
     */
    private record Keyed(
            Delivery delivery, UUID contentId, @Nullable Long place) {

        /** Of one content the direct one comes first, and is the one that is kept. */
        static final Comparator<Keyed> ORDER = Comparator.comparing(Keyed::contentId)
                .thenComparing(keyed -> keyed.delivery().direct(), Comparator.reverseOrder());

        /** Of a batch, which is in the order in which it came. */
        static List<Keyed> of(Collection<Delivery> batch) {
            Map<String, Long> places = new HashMap<>();
            return batch.stream()
                    .map(delivery -> new Keyed(delivery, delivery.contentEventId(), place(delivery.sequence(), places)))
                    .sorted(ORDER)
                    .toList();
        }

        private static @Nullable Long place(@Nullable String sequence, Map<String, Long> places) {
            if (sequence == null) {
                return null;
            }
            long place = places.getOrDefault(sequence, 0L);
            places.put(sequence, place + 1);
            return place;
        }

        UUID eventId() {
            return delivery.eventId();
        }

        static Function<Keyed, @Nullable String> about(Function<About, @Nullable String> part) {
            return keyed -> {
                About about = keyed.delivery().about();
                return about == null ? null : part.apply(about);
            };
        }
    }

    private Uni<List<Uni<Appended>>> write(List<Delivery> batch) {
        Map<UUID, Delivery> distinct = new LinkedHashMap<>();
        batch.forEach(delivery -> distinct.putIfAbsent(delivery.eventId(), delivery));
        List<Keyed> rows = Keyed.of(distinct.values());
        boolean claimed = isRoomAheadFor(rows);
        return write(rows, claimed).map(found -> outcomes(batch, found));
    }

    /**
     * Equal contents must not end up in two periods, where no index covers both: around the change from one period to the next,
     * batches are stored one after the other, each with a snapshot of its own.
     */
    private Uni<Map<UUID, Uni<Appended>>> write(List<Keyed> rows, boolean claimed) {
        long begun = System.nanoTime();
        return KeyPeriod.isAroundAChange(clock.instant().plus(databaseAhead))
                ? pool.withTransaction(connection -> connection
                        .query(JournalSql.LOCK_KEYS)
                        .execute()
                        .chain(() -> write(
                                rows, fresh(connection, rows, claimed), known -> judge(connection, known, claimed))))
                : write(
                        rows,
                        fresh(pool, rows, claimed),
                        known -> judge(pool, known, claimed)
                                .ifNoItem()
                                .after(leftToJudge(begun))
                                .fail()
                                .onFailure()
                                // What is new is committed already.
                                .recoverWithItem(failure -> failed(known, failure)));
    }

    /** Ends before the time of the group commit does, which would be the end of what is committed, too. */
    private Duration leftToJudge(long begun) {
        Duration whole = config.commitTimeout();
        Duration left = whole.minus(whole.dividedBy(10)).minusNanos(System.nanoTime() - begun);
        return left.isPositive() ? left : Duration.ofMillis(1);
    }

    /** What is known takes a second statement, because only a new snapshot sees what a concurrent batch has just committed. */
    private static Uni<Map<UUID, Uni<Appended>>> write(
            List<Keyed> rows,
            Uni<Map<UUID, Uni<Appended>>> append,
            Function<List<Keyed>, Uni<Map<UUID, Uni<Appended>>>> judge) {
        return append.chain(fresh -> {
            if (fresh.size() == rows.size()) {
                return Uni.createFrom().item(fresh);
            }
            List<Keyed> known = rows.stream()
                    .filter(row -> !fresh.containsKey(row.eventId()))
                    .toList();
            return judge.apply(known).map(judged -> {
                Map<UUID, Uni<Appended>> all = new HashMap<>(fresh);
                all.putAll(judged);
                return all;
            });
        });
    }

    private Uni<Map<UUID, Uni<Appended>>> fresh(SqlClient client, List<Keyed> rows, boolean claimed) {
        Map<UUID, Delivery> sent = sent(rows);
        return execute(client, JournalSql.APPEND, rows, claimed).map(fresh -> {
            Map<UUID, Uni<Appended>> found = new HashMap<>();
            fresh.forEach(row -> found.put(row.getUUID(0), ended(stored(row, sent, claimed))));
            return found;
        });
    }

    private Uni<Map<UUID, Uni<Appended>>> judge(SqlClient client, List<Keyed> known, boolean claimed) {
        Map<UUID, Delivery> sent = sent(known);
        return execute(client, JournalSql.JUDGE, known, claimed).map(judged -> {
            Map<UUID, Uni<Appended>> found = new HashMap<>();
            judged.forEach(row -> found.put(
                    row.getUUID(0),
                    ended(
                            row.getOffsetDateTime("received_at") == null
                                    ? new Appended.AlreadySeen(row.getUUID("delivery"))
                                    : stored(row, sent, claimed))));
            return found;
        });
    }

    private static Map<UUID, Delivery> sent(List<Keyed> rows) {
        return rows.stream().map(Keyed::delivery).collect(Collectors.toMap(Delivery::eventId, Function.identity()));
    }

    private static Uni<Appended> ended(Appended appended) {
        return Uni.createFrom().item(appended);
    }

    private static Map<UUID, Uni<Appended>> failed(List<Keyed> rows, Throwable failure) {
        return rows.stream()
                .collect(
                        Collectors.toMap(Keyed::eventId, row -> Uni.createFrom().failure(failure)));
    }

    private Uni<RowSet<Row>> execute(SqlClient client, String statement, List<Keyed> rows, boolean claimed) {
        Uni<RowSet<Row>> executed = client.preparedQuery(statement)
                .execute(new Columns<>(rows)
                        .uuids(Keyed::eventId)
                        .uuids(Keyed::contentId)
                        .longs(keyed -> keyed.eventId().getMostSignificantBits())
                        .texts(keyed -> keyed.delivery().provider().wireName())
                        .texts(keyed -> keyed.delivery().channel().name())
                        .texts(keyed -> keyed.delivery().deliveryId())
                        .texts(keyed -> keyed.delivery().requestReference())
                        .longs(keyed -> keyed.delivery().orderingMillis())
                        .booleans(keyed -> keyed.delivery().late())
                        .texts(keyed -> keyed.delivery().traceparent())
                        .booleans(keyed -> keyed.delivery().direct())
                        .bytes(keyed -> keyed.delivery().body())
                        .texts(Keyed.about(About::userId))
                        .texts(Keyed.about(About::objectType))
                        .texts(Keyed.about(About::objectId))
                        .texts(Keyed.about(About::version))
                        .value(claimed ? config.nudgeClaim().toMillis() : 0)
                        .value(claims.claimant())
                        .longs(DeliveryJournal::secret)
                        .longs(Keyed::place)
                        .value(nextOrder.get())
                        .tuple());
        return budget.watch(weight(rows), executed);
    }

    private static @Nullable Long secret(Keyed keyed) {
        Integer secret = keyed.delivery().secret();
        return secret == null ? null : secret.longValue();
    }

    private static long weight(List<Keyed> rows) {
        return rows.stream().mapToLong(row -> row.delivery().weight()).sum();
    }

    /** The other batches under way may need the same room, each for as much as a batch may hold. */
    private boolean isRoomAheadFor(List<Keyed> rows) {
        int others = config.batchesInFlight() - 1;
        return relay.hasRoomFor(rows.size() + others * config.batchSize(), weight(rows) + others * HEAVIEST_BATCH);
    }

    /** The first of several identical deliveries in one batch is the new one, the others are its duplicates. */
    private static List<Uni<Appended>> outcomes(List<Delivery> batch, Map<UUID, Uni<Appended>> found) {
        List<Uni<Appended>> outcomes = new ArrayList<>(batch.size());
        Set<UUID> before = new HashSet<>();
        for (Delivery delivery : batch) {
            UUID id = delivery.eventId();
            Uni<Appended> appended = Objects.requireNonNull(found.get(id), "each delivery has its row");
            outcomes.add(before.add(id) ? appended : appended.map(first -> repeated(id, first)));
        }
        return outcomes;
    }

    private static Appended repeated(UUID id, Appended first) {
        return switch (first) {
            case Appended.Stored stored -> new Appended.AlreadySeen(id);
            case Appended.AlreadySeen seen -> seen;
        };
    }

    private Appended stored(Row row, Map<UUID, Delivery> sent, boolean claimed) {
        Instant receivedAt = row.getOffsetDateTime("received_at").toInstant();
        databaseAhead = Duration.between(clock.instant(), receivedAt);
        Delivery delivery = Objects.requireNonNull(sent.get(row.getUUID("event_id")), "only what was sent is stored");
        Long order = row.getLong("ordering_ms");
        if (delivery.sequence() != null && order != null) {
            nextOrder.accumulateAndGet(order + 1, Math::max);
        }
        return new Appended.Stored(
                delivery.stored(new Delivery.Row(receivedAt, row.getInteger("revision"), claimed ? 1 : 0), order),
                claimed);
    }
}
