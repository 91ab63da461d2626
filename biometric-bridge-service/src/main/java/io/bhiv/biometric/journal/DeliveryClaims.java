package io.bhiv.biometric.journal;

import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.identity.Content;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.kit.body.ByteBudget;
import io.bhiv.kit.store.Columns;
import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.Provider;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Claims stored deliveries whose second half is still to come, the oldest first, for as long as there is memory for them.
 *
 * <p>Guarantee: of any number of processes one at a time holds a delivery, until its claim ends. One that ended its process three times is
 * taken alone, and parked when it does so once more.
 */
@ApplicationScoped
public class DeliveryClaims {

    /** The bodies of a batch together, whether it is claimed or committed. */
    static final long BATCH_BYTES = 4L << 20;

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
    private final ByteBudget budget;
    /** Tells this process from every other that claims, and from itself before a restart. */
    private final long claimant = UUID.randomUUID().getMostSignificantBits();

    DeliveryClaims(Pool pool, JournalConfig config, ByteBudget budget) {
        this.pool = pool;
        this.config = config;
        this.budget = budget;
    }

    /** Who holds what this process claims. */
    long claimant() {
        return claimant;
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
                        .map(DeliveryClaims::delivery)
                        .findFirst());
    }

    /** Whether {@link #claimSuspect} would find one. */
    public Uni<Boolean> hasSuspects() {
        return pool.preparedQuery(JournalSql.HAS_SUSPECTS)
                .execute(Tuple.of(claimant))
                .map(rows -> rows.iterator().next().getBoolean(0))
                .invoke(found -> {
                    if (!found) {
                        budget.leaveLine(SUSPECT_TURN);
                    }
                });
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
