package io.bhiv.biometric.journal;

import io.bhiv.kit.store.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** What is journalled and not yet published: claimed, given back, ended, parked, or kept for a fetch. */
@ApplicationScoped
public class Backlog {

    private final Pool pool;
    private final JournalConfig config;

    Backlog(Pool pool, JournalConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /**
     * Takes deliveries nobody works on, oldest first, for the time of the sweeper's claim.
     *
     * @param limit deliveries, at most
     * @param bytes of their bodies together, at most; one larger delivery comes alone
     */
    public Uni<List<Journalled>> claim(int limit, long bytes) {
        return pool.preparedQuery(JournalSql.CLAIM)
                .execute(Tuple.of(limit, config.sweepClaim().toMillis(), bytes))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(DeliveryJournal::journalled)
                        .toList());
    }

    /** Gives claims back: anybody may take them after {@code pause}. An attempt that was not the delivery's fault does not count. */
    public Uni<Void> release(List<Journalled> deliveries, Duration pause, boolean attemptCounts) {
        if (deliveries.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return pool.preparedQuery(JournalSql.RELEASE)
                .execute(keys(deliveries)
                        .value(pause.toMillis())
                        .value(attemptCounts)
                        .tuple())
                .replaceWithVoid();
    }

    /** Ends work on these without anything further to remember. */
    public Uni<Void> done(List<Journalled> deliveries) {
        return deliveries.isEmpty()
                ? Uni.createFrom().voidItem()
                : pool.preparedQuery(JournalSql.DONE)
                        .execute(keys(deliveries).tuple())
                        .replaceWithVoid();
    }

    /**
     * Sets these aside.
     *
     * @param reason one of a fixed set of words
     * @param waitsFor key of the link whose activation sets it free by itself; empty where only a person can
     */
    public Uni<Void> park(
            List<Journalled> deliveries, Function<Journalled, String> reason, Function<Journalled, String> waitsFor) {
        return move(
                JournalSql.PARK,
                deliveries,
                keys(deliveries)
                        .texts(delivery -> delivery.provider().wireName())
                        .texts(reason)
                        .texts(waitsFor));
    }

    /** Makes outstanding again what waited for these links. */
    public Uni<Void> unpark(Set<String> links) {
        return pool.preparedQuery(JournalSql.UNPARK)
                .execute(Tuple.of(links.toArray(String[]::new)))
                .replaceWithVoid();
    }

    /** Keeps these for the fetch of the object that {@code resource} names by its kind. */
    public Uni<Void> awaitFetch(List<Journalled> deliveries, Function<Journalled, String> resource) {
        return move(
                JournalSql.AWAIT_FETCH,
                deliveries,
                keys(deliveries)
                        .texts(delivery -> delivery.provider().wireName())
                        .texts(resource));
    }

    private Uni<Void> move(String statement, List<Journalled> deliveries, Columns<Journalled> parameters) {
        return deliveries.isEmpty()
                ? Uni.createFrom().voidItem()
                : pool.preparedQuery(statement).execute(parameters.tuple()).replaceWithVoid();
    }

    private static Columns<Journalled> keys(List<Journalled> deliveries) {
        return new Columns<>(deliveries).uuids(Journalled::eventId).times(Journalled::receivedAt);
    }
}
