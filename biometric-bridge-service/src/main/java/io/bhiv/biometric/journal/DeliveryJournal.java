package io.bhiv.biometric.journal;

import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.identity.Content;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.kit.body.ByteBudget;
import io.bhiv.kit.commit.CommitLimits;
import io.bhiv.kit.commit.GroupCommit;
import io.bhiv.kit.partition.KeyPeriod;
import io.bhiv.kit.relay.Relay;
import io.bhiv.kit.store.Columns;
import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.Provider;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Appends deliveries durably, each once, and claims those whose second half is still to come.
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

    private static final long BATCH_BYTES = 4L << 20;
    /** One delivery may be heavier than a batch, and is never larger than the largest webhook. */
    private static final long HEAVIEST_BATCH = 16L << 20;

    /** Of a claim for which the budget has no room: what is kept for small deliveries is theirs, and they go on. */
    private static final long LEAST_BATCH = 1L << 20;
    /** The driver holds a row twice while it reads it. */
    private static final long HELD_TWICE = 2;
    /** Rows among which a claim looks for a large delivery, and behind which it looks for others. */
    private static final int LOOK_AT = 4_096;

    private static final Duration SUSPECT_PAUSE = Duration.ofSeconds(1);
    /** The turn of this process's next large claim. */
    private static final String CLAIM_TURN = "claim";
    /** Of its next suspect, which is taken with nothing large beside it and must not lose its turn to other claims. */
    private static final String SUSPECT_TURN = "suspect";
    /** Nothing is claimed while Kafka is away: then payloads whose addresses expire must not wait for a claim. */
    private static final Duration TURN = Duration.ofSeconds(40);

    private static final Claimed NOTHING = new Claimed(List.of(), false);

    private final Pool pool;
    private final JournalConfig config;
    private final Relay<Delivery> relay;
    private final ByteBudget budget;
    /** Tells this process from every other that claims, and from itself before a restart. */
    private final long claimant = UUID.randomUUID().getMostSignificantBits();

    /** Each delivery has an end of its own: where some cannot be judged, the others of their batch are stored all the same. */
    private final GroupCommit<Delivery, Uni<Appended>> commits;

    /** Later than all that this process put in order: a statement may begin before so many milliseconds have passed. */
    private final AtomicLong nextOrder = new AtomicLong();

    private final Clock clock;
    private volatile Duration databaseAhead = Duration.ZERO;

    DeliveryJournal(
            Pool pool,
            JournalConfig config,
            Relay<Delivery> relay,
            ByteBudget budget,
            MeterRegistry meters,
            Clock clock) {
        this.pool = pool;
        this.budget = budget;
        this.clock = clock;
        this.config = config;
        this.relay = relay;
        CommitLimits limits = new CommitLimits(
                config.batchSize(),
                BATCH_BYTES,
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
     * Claims outstanding deliveries without a live claim, oldest first, for the time of the sweeper's claim. A delivery that is larger
     * than a batch comes alone or as the last one, as soon as there is memory for it, and those behind it do not wait for that.
     *
     * @param limit deliveries, at most
     * @param bytes of their bodies together, at most, and never more than a batch
     */
    public Uni<List<Delivery>> claim(int limit, long bytes) {
        ByteBudget.Room room = budget.tryTake(HELD_TWICE * BATCH_BYTES).orElseGet(budget::room);
        long most = Math.min(bytes, room.bytes() > 0 ? BATCH_BYTES : LEAST_BATCH);
        return room.until(claim(JournalSql.CLAIM, limit, most, limit))
                .chain(claimed -> claimed.deliveries().isEmpty() || (claimed.passedOver() && limit > 1)
                        ? claimLarge(claimed.deliveries(), limit, most)
                        : nothingLarge(claimed.deliveries()));
    }

    private Uni<List<Delivery>> nothingLarge(List<Delivery> claimed) {
        budget.leaveLine(CLAIM_TURN);
        return Uni.createFrom().item(claimed);
    }

    /** The oldest of what is too large for a batch, beside what was claimed already. */
    private Uni<List<Delivery>> claimLarge(List<Delivery> claimed, int limit, long most) {
        return pool.preparedQuery(JournalSql.DUE_LARGE)
                .execute(Tuple.of(most, LOOK_AT))
                .chain(rows -> {
                    if (rows.size() == 0) {
                        return nothingLarge(claimed);
                    }
                    Row due = rows.iterator().next();
                    long bytes = due.getLong("bytes");
                    return budget.tryTakeInTurn(CLAIM_TURN, HELD_TWICE * bytes, TURN)
                            .map(room -> room.until(claimOne(due, bytes)))
                            .orElseGet(() -> claimed.isEmpty()
                                    ? claimBehind(limit, most)
                                    : Uni.createFrom().item(NOTHING))
                            .map(more -> Stream.concat(claimed.stream(), more.deliveries().stream())
                                    .toList());
                });
    }

    private Uni<Claimed> claimOne(Row due, long bytes) {
        return claim(
                JournalSql.CLAIM_ONE,
                Tuple.of(1, config.sweepClaim().toMillis(), bytes, claimant, 1)
                        .addOffsetDateTime(due.getOffsetDateTime("received_at"))
                        .addUUID(due.getUUID("event_id")));
    }

    /** There is no memory for what is large, and it is all that was seen so far: what is behind it must not wait. */
    private Uni<Claimed> claimBehind(int limit, long most) {
        return claim(JournalSql.CLAIM, limit, Math.min(most, LEAST_BATCH), LOOK_AT);
    }

    /**
     * Claims the oldest delivery that was begun three times, and not a fourth time by another process, and never ended; empty as well while
     * there is no memory for it.
     */
    public Uni<List<Delivery>> claimSuspect() {
        return budget.tryTakeInTurn(SUSPECT_TURN, Long.MAX_VALUE, TURN)
                .map(room -> room.until(claim(JournalSql.CLAIM_SUSPECT, 1, Long.MAX_VALUE, 1))
                        .map(Claimed::deliveries))
                .orElseGet(() -> Uni.createFrom()
                        .<List<Delivery>>item(List.of())
                        .onItem()
                        .delayIt()
                        .by(SUSPECT_PAUSE));
    }

    /**
     * What a claim brought.
     *
     * @param passedOver whether something is due that alone exceeds the bytes of the claim
     */
    private record Claimed(List<Delivery> deliveries, boolean passedOver) {}

    private Uni<Claimed> claim(String statement, int limit, long bytes, int lookAt) {
        return claim(statement, Tuple.of(limit, config.sweepClaim().toMillis(), bytes, claimant, lookAt));
    }

    private Uni<Claimed> claim(String statement, Tuple parameters) {
        return pool.preparedQuery(statement).execute(parameters).map(rows -> {
            List<Delivery> deliveries = new ArrayList<>(rows.size());
            boolean passedOver = false;
            for (Row row : rows) {
                deliveries.add(delivery(row));
                passedOver = row.getBoolean("passed_over");
            }
            return new Claimed(deliveries, passedOver);
        });
    }

    /** A delivery that is looked at, and not claimed; empty where it has more bytes, or may be what ends the process. */
    public Uni<Optional<Delivery>> read(UUID eventId, Instant receivedAt, long bytes) {
        return pool.preparedQuery(JournalSql.READ)
                .execute(Tuple.of(receivedAt.atOffset(ZoneOffset.UTC), eventId, bytes))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(DeliveryJournal::delivery)
                        .findFirst());
    }

    /** Whether {@link #claimSuspect} would find one. */
    public Uni<Boolean> hasSuspects() {
        return exists(JournalSql.HAS_SUSPECTS).invoke(found -> {
            if (!found) {
                budget.leaveLine(SUSPECT_TURN);
            }
        });
    }

    private Uni<Boolean> exists(String statement) {
        return pool.query(statement)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /**
     * A delivery that was parked because processing it ended the process each time.
     *
     * @param provider its name, which only a newer version may know; empty where the delivery is gone
     */
    public record Crashed(UUID eventId, String provider) {

        private static Crashed of(Row row) {
            return new Crashed(row.getUUID("event_id"), row.getString("provider"));
        }
    }

    /** Parks what was taken alone and never ended. */
    public Uni<List<Crashed>> parkCrashed() {
        return pool.preparedQuery(JournalSql.PARK_CRASHED)
                .execute(Tuple.of(claimant))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(Crashed::of)
                        .toList());
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
                        .value(claimant)
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

    private static @Nullable About about(Row row) {
        String user = row.getString("about_user");
        return user == null
                ? null
                : new About(
                        user,
                        row.getString("about_type"),
                        row.getString("about_object"),
                        row.getString("about_version"));
    }

    /** A row as {@link JournalSql#CLAIM} returns it. */
    private static Delivery delivery(Row row) {
        return new Delivery(
                row.getUUID("event_id"),
                Provider.ofWireName(row.getString("provider")),
                Channel.valueOf(row.getString("channel")),
                row.getString("delivery_id"),
                row.getString("request_reference"),
                row.getLong("ordering_ms"),
                row.getBoolean("late"),
                null,
                row.getString("traceparent"),
                false,
                null,
                about(row),
                Content.of(Columns.bytes(row.getBuffer("body"))),
                new Delivery.Row(
                        row.getOffsetDateTime("received_at").toInstant(),
                        row.getInteger("revision"),
                        row.getInteger("attempts")));
    }
}
