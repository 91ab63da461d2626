package io.bhiv.biometric.publish;

import io.bhiv.biometric.fetch.ObjectsConfig;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.known.Change;
import io.bhiv.biometric.known.Known;
import io.bhiv.biometric.known.Place;
import io.bhiv.biometric.normalise.KnownState.ResourceKey;
import io.bhiv.biometric.normalise.Link;
import io.bhiv.biometric.normalise.Normalised;
import io.bhiv.biometric.normalise.Outcome;
import io.bhiv.biometric.normalise.Outcome.DropRule;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.status.IntakeCounts;
import io.bhiv.biometric.trigger.ArrivalText;
import io.bhiv.biometric.trigger.NightArrival;
import io.bhiv.kit.store.Columns;
import io.bhiv.model.biometric.ConnectionState;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Hands a batch to Kafka and settles it, in one transaction: what was acknowledged ends together with what it changed; the
 * rest is parked, kept for a fetch, or retried.
 */
@ApplicationScoped
public class Settlement {

    private static final Duration FAILED_PAUSE = Duration.ofSeconds(5);

    private final Publisher publisher;
    private final Known known;
    private final Pool pool;
    private final PublishConfig config;
    private final ObjectsConfig objects;
    private final IntakeCounts counts;

    Settlement(
            Publisher publisher,
            Known known,
            Pool pool,
            PublishConfig config,
            ObjectsConfig objects,
            IntakeCounts counts) {
        this.publisher = publisher;
        this.known = known;
        this.pool = pool;
        this.config = config;
        this.objects = objects;
        this.counts = counts;
    }

    /** How one delivery ended, and what it changed. */
    private record Ending(
            Delivery delivery,
            Normalised normalised,
            Outcome outcome,
            List<NightArrival> arrivals,
            @Nullable Place place) {

        static Ending of(Delivery delivery, Outcome outcome) {
            return new Ending(delivery, Normalised.only(outcome), outcome, List.of(), null);
        }

        Change change() {
            return new Change(delivery.eventId(), normalised, place);
        }
    }

    /**
     * What a rule kept from being published.
     *
     * @param whole the delivery itself, and not only records of it
     */
    private record Drop(Delivery delivery, DropRule rule, long records, boolean whole) {

        static List<Drop> of(Ending ending) {
            return switch (ending.outcome()) {
                case Outcome.Dropped(DropRule rule) -> List.of(new Drop(ending.delivery(), rule, 1, true));
                case Outcome.Published(int superseded, int unusable) ->
                    Stream.of(
                                    new Drop(ending.delivery(), DropRule.SUPERSEDED, superseded, false),
                                    new Drop(ending.delivery(), DropRule.UNREADABLE_RECORD, unusable, false))
                            .filter(drop -> drop.records() > 0)
                            .toList();
                case Outcome.PayloadStored stored -> List.of();
                case Outcome.AwaitingFetch fetch -> List.of();
                case Outcome.AwaitingPayload payload -> List.of();
                case Outcome.Parked parked -> List.of();
                case Outcome.Retried retried -> List.of();
                case Outcome.Failed failed -> List.of();
            };
        }
    }

    /** Hands over on the calling thread; the result completes when all of the batch is settled. */
    public Uni<Void> handOver(List<NormalisedDelivery> batch) {
        List<CompletableFuture<Ending>> endings =
                batch.stream().map(this::handOver).toList();
        return Uni.createFrom()
                .completionStage(() -> CompletableFuture.allOf(endings.toArray(CompletableFuture[]::new)))
                .chain(() ->
                        settle(endings.stream().map(CompletableFuture::join).toList()));
    }

    private CompletableFuture<Ending> handOver(NormalisedDelivery delivery) {
        Normalised normalised = delivery.normalised();
        known.handedOver(normalised);
        return publisher.handOver(delivery).handle((place, failure) -> {
            if (failure == null) {
                return new Ending(
                        delivery.delivery(), normalised, normalised.outcome(), delivery.arrivals(), place.orElse(null));
            }
            // What was not published must not be remembered as published.
            known.forget(normalised);
            return Ending.of(delivery.delivery(), notAcknowledged(failure));
        });
    }

    private Outcome notAcknowledged(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RecordTooLargeException
                ? new Outcome.Parked(ParkReason.RECORD_TOO_LARGE, null)
                : new Outcome.Retried(config.retryPause(), false);
    }

    /** Settles a delivery that left its batch. */
    public Uni<Void> settle(Delivery delivery, Outcome outcome) {
        return settle(List.of(Ending.of(delivery, outcome)));
    }

    /** Gives the claims on these back: something else kept them from their end, which costs them no attempt. */
    public Uni<Void> release(List<Delivery> deliveries) {
        Outcome later = new Outcome.Retried(config.retryPause(), false);
        return settle(
                deliveries.stream().map(delivery -> Ending.of(delivery, later)).toList());
    }

    private Uni<Void> settle(List<Ending> endings) {
        Plan plan = new Plan();
        endings.forEach(plan::add);
        return (plan.isOneStatement()
                        ? settle(pool, plan)
                        : pool.withTransaction(connection -> settleAll(connection, plan)))
                .invoke(() -> count(plan))
                .onTermination()
                .invoke(() -> plan.changed.forEach(change -> known.forget(change.normalised())));
    }

    /** Sorts a batch by what must be written. */
    private final class Plan {

        final List<Ending> ended = new ArrayList<>();
        final List<Change> changed = new ArrayList<>();
        final List<Ending> awaiting = new ArrayList<>();
        final List<Ending> parked = new ArrayList<>();
        final Map<Outcome.Retried, List<Delivery>> retried = new LinkedHashMap<>();
        /** Counted after the commit: what was parked and what was released, as the statements returned it. */
        final List<Runnable> uncounted = new ArrayList<>();

        void add(Ending ending) {
            add(ending, ending.outcome());
        }

        private void add(Ending ending, Outcome outcome) {
            switch (outcome) {
                case Outcome.Published published -> end(ending);
                case Outcome.Dropped dropped -> end(ending);
                case Outcome.PayloadStored stored -> end(ending);
                case Outcome.AwaitingFetch fetch -> {
                    changed.add(ending.change());
                    awaiting.add(ending);
                }
                // The fetch is under way and settles the delivery by itself.
                case Outcome.AwaitingPayload payload -> {}
                case Outcome.Parked reason -> parked.add(Ending.of(ending.delivery(), reason));
                case Outcome.Retried retry ->
                    retried.computeIfAbsent(retry, first -> new ArrayList<>()).add(ending.delivery());
                case Outcome.Failed failed -> add(ending, afterFailure(ending.delivery()));
            }
        }

        private void end(Ending ending) {
            ended.add(ending);
            changed.add(ending.change());
        }

        List<Ending> arrived() {
            return ended.stream().filter(ending -> !ending.arrivals().isEmpty()).toList();
        }

        List<Drop> dropped() {
            return ended.stream().flatMap(ending -> Drop.of(ending).stream()).toList();
        }

        private Outcome afterFailure(Delivery delivery) {
            return delivery.attempts() >= config.maxAttempts()
                    ? new Outcome.Parked(ParkReason.INTERNAL_ERROR, null)
                    : new Outcome.Retried(FAILED_PAUSE, true);
        }

        boolean isOneStatement() {
            return awaiting.isEmpty()
                    && parked.isEmpty()
                    && retried.isEmpty()
                    && changed.stream()
                            .allMatch(one -> one.normalised().deleted().isEmpty())
                    && activated().isEmpty();
        }

        /**
         * Users whose link a provider activated, and those whose id it replaced, which takes data as well: what was parked for them is
         * processed again. A link that data alone made frees nothing.
         */
        List<String> activated() {
            return changed.stream()
                    .flatMap(change -> change.normalised().links().stream())
                    .filter(link -> link.state() == ConnectionState.ACTIVE || link.state() == ConnectionState.REAUTH)
                    .filter(link -> link.changedAtMillis() > 0)
                    .map(Link::user)
                    .map(Settlement::waitsFor)
                    .toList();
        }

        List<String> touchedLinks() {
            return List.copyOf(new TreeSet<>(Stream.concat(
                            activated().stream(),
                            parked.stream().map(Settlement::waitsFor).filter(key -> !key.isEmpty()))
                    .toList()));
        }
    }

    private Uni<Void> settleAll(SqlClient client, Plan plan) {
        return lock(client, plan.touchedLinks())
                .chain(() -> settle(client, plan))
                .chain(() -> awaitFetch(client, plan))
                .chain(() -> deleteObjects(client, plan))
                .chain(() -> park(client, plan))
                .chain(() -> unpark(client, plan))
                .chain(() -> retry(client, plan.retried));
    }

    /** Parking for a link and activating that link exclude each other, so that nothing is parked for a link already active. */
    private static Uni<Void> lock(SqlClient client, List<String> links) {
        return execute(
                client, SettlementSql.LOCK_LINKS, !links.isEmpty(), () -> Tuple.of(links.toArray(String[]::new)));
    }

    private static Uni<Void> settle(SqlClient client, Plan plan) {
        List<Ending> arrived = plan.arrived();
        return execute(
                client,
                arrived.isEmpty() ? SettlementSql.SETTLE : SettlementSql.SETTLE_WITH_ARRIVALS,
                !(plan.ended.isEmpty() && plan.changed.isEmpty()),
                () -> {
                    Columns<?> columns = keys(plan.ended.stream()
                                    .map(Ending::delivery)
                                    .toList())
                            .and(Known.columns(plan.changed))
                            .and(columns(plan.dropped()));
                    return (arrived.isEmpty() ? columns : columns.and(arrivals(arrived))).tuple();
                });
    }

    /** All events of a delivery are of one person and one connection. */
    private static Columns<Ending> arrivals(List<Ending> arrived) {
        return new Columns<>(arrived)
                .texts(ending -> ending.arrivals().getFirst().subjectId())
                .texts(ending -> ending.arrivals().getFirst().connectionId())
                .texts(ending -> ArrivalText.write(ending.arrivals()));
    }

    private static Columns<Drop> columns(List<Drop> dropped) {
        return new Columns<>(dropped)
                .uuids(drop -> drop.delivery().eventId())
                .times(drop -> drop.delivery().receivedAt())
                .texts(drop -> drop.delivery().provider().wireName())
                .texts(drop -> drop.rule().wireName())
                .longs(Drop::records)
                .booleans(Drop::whole);
    }

    private Uni<Void> awaitFetch(SqlClient client, Plan plan) {
        return plan.awaiting.isEmpty()
                ? Uni.createFrom().voidItem()
                : superseding(
                        client,
                        SettlementSql.AWAIT_FETCH,
                        rows(plan.awaiting)
                                .texts(ending -> awaited(ending).type())
                                .texts(ending -> awaited(ending).connectionId())
                                .texts(ending -> awaited(ending).objectId())
                                .value(objects.pause().toMillis())
                                .tuple(),
                        plan);
    }

    private static Outcome.AwaitingFetch awaited(Ending ending) {
        if (ending.outcome() instanceof Outcome.AwaitingFetch fetch) {
            return fetch;
        }
        throw new IllegalStateException("only notices await a fetch");
    }

    private Uni<Void> deleteObjects(SqlClient client, Plan plan) {
        List<ResourceKey> gone = plan.changed.stream()
                .flatMap(change -> change.normalised().deleted().stream())
                .toList();
        return gone.isEmpty()
                ? Uni.createFrom().voidItem()
                : superseding(
                        client,
                        SettlementSql.DELETE_OBJECTS,
                        new Columns<>(gone)
                                .texts(ResourceKey::connectionId)
                                .texts(ResourceKey::resourceType)
                                .texts(ResourceKey::resourceId)
                                .tuple(),
                        plan);
    }

    /** A statement that returns the provider of each notice that it dropped, because its object was deleted. */
    private Uni<Void> superseding(SqlClient client, String statement, Tuple parameters, Plan plan) {
        return client.preparedQuery(statement)
                .execute(parameters)
                .invoke(rows -> rows.forEach(row -> plan.uncounted.add(() -> {
                    counts.of(row.getString("provider")).droppedByRule(DropRule.SUPERSEDED, 1);
                    counts.dropped(DropRule.SUPERSEDED, 1);
                })))
                .replaceWithVoid();
    }

    private Uni<Void> park(SqlClient client, Plan plan) {
        if (plan.parked.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return client.preparedQuery(SettlementSql.PARK)
                .execute(rows(plan.parked)
                        .texts(ending -> ending.outcome() instanceof Outcome.Parked(var reason, var user)
                                ? reason.wireName()
                                : "")
                        .texts(Settlement::waitsFor)
                        .value(config.retryPause().toMillis())
                        .tuple())
                .invoke(rows -> rows.forEach(row -> plan.uncounted.add(() ->
                        counts.of(row.getString("provider")).parked(ParkReason.valueOf(row.getString("reason")), 1))))
                .replaceWithVoid();
    }

    private Uni<Void> unpark(SqlClient client, Plan plan) {
        List<String> links = plan.activated();
        if (links.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return client.preparedQuery(SettlementSql.UNPARK)
                .execute(Tuple.of(links.toArray(String[]::new)))
                .invoke(rows -> rows.forEach(row -> plan.uncounted.add(
                        () -> counts.of(row.getString("provider")).released(row.getLong("freed")))))
                .replaceWithVoid();
    }

    private void count(Plan plan) {
        plan.ended.forEach(ending -> {
            var counters = counts.of(ending.delivery().provider());
            if (ending.outcome() instanceof Outcome.Dropped(DropRule rule)) {
                counters.droppedByRule(rule, 1);
            } else {
                counters.published(1);
            }
        });
        plan.dropped().forEach(drop -> counts.dropped(drop.rule(), drop.records()));
        plan.uncounted.forEach(Runnable::run);
    }

    private static Uni<Void> retry(SqlClient client, Map<Outcome.Retried, List<Delivery>> retried) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (var group : retried.entrySet()) {
            all = all.chain(() -> execute(
                    client,
                    SettlementSql.RELEASE,
                    true,
                    () -> keys(group.getValue())
                            .value(group.getKey().pause().toMillis())
                            .value(group.getKey().counted())
                            .tuple()));
        }
        return all;
    }

    private static Uni<Void> execute(SqlClient client, String statement, boolean needed, Supplier<Tuple> parameters) {
        return needed
                ? client.preparedQuery(statement).execute(parameters.get()).replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    private static Columns<Ending> rows(List<Ending> endings) {
        return new Columns<>(endings)
                .uuids(ending -> ending.delivery().eventId())
                .times(ending -> ending.delivery().receivedAt())
                .texts(ending -> ending.delivery().provider().wireName());
    }

    private static Columns<Delivery> keys(List<Delivery> deliveries) {
        return new Columns<>(deliveries).uuids(Delivery::eventId).times(Delivery::receivedAt);
    }

    private static String waitsFor(Ending parked) {
        return parked.outcome() instanceof Outcome.Parked(var reason, var user) ? waitsFor(user) : "";
    }

    private static String waitsFor(@Nullable ProviderUser user) {
        return user == null ? "" : user.provider().wireName() + "|" + user.userId();
    }
}
