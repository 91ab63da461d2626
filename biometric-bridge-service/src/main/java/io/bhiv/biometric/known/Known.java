package io.bhiv.biometric.known;

import io.bhiv.biometric.normalise.KnownState.Connections;
import io.bhiv.biometric.normalise.KnownState.EmittedResource;
import io.bhiv.biometric.normalise.KnownState.ResourceKey;
import io.bhiv.biometric.normalise.Link;
import io.bhiv.biometric.normalise.Normalised;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.kit.store.Columns;
import io.bhiv.model.biometric.ConnectionState;
import io.bhiv.model.biometric.Provider;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import java.util.stream.StreamSupport;

/**
 * Reads the links and resources that a batch needs.
 *
 * <p>Between the hand-over to Kafka and the settlement, what a batch changed is not in the database yet; it is kept here and
 * laid over what is read, so that the next batch of this process already sees it. Bounded by the deliveries in flight.
 */
@ApplicationScoped
public class Known {

    /** Parameters: providers, provider user ids. */
    private static final String LINKS = """
            SELECT l.provider, l.provider_user_id, l.connection_id, l.subject_id, l.reference_id, l.brand, l.state,
                   l.changed_at_ms
            FROM biometric.link l
            JOIN unnest($1::text[], $2::text[]) AS u(provider, provider_user_id) USING (provider, provider_user_id)
            """;

    /** Parameters: providers, provider user ids. */
    private static final String CONNECTIONS = """
            SELECT c.provider, c.provider_user_id, c.state = 'REVOKED' AS ended, c.taken_over_at
            FROM biometric.connection c
            JOIN unnest($1::text[], $2::text[]) AS u(provider, provider_user_id) USING (provider, provider_user_id)
            WHERE c.state = 'REVOKED' OR c.taken_over_at IS NOT NULL
            """;

    /** Parameters: connection ids, resource types, resource ids. */
    private static final String RESOURCES = """
            SELECT r.connection_id, r.resource_type, r.resource_id, r.revision, r.facts
            FROM biometric.emitted_resource r
            JOIN unnest($1::text[], $2::text[], $3::text[]) AS k(connection_id, resource_type, resource_id)
              USING (connection_id, resource_type, resource_id)
            """;

    /** Parameters as for {@link #RESOURCES}. */
    private static final String STANDING = """
            SELECT r.delivery, r.published_at, r.kafka_partition, r.kafka_offset
            FROM biometric.emitted_resource r
            JOIN unnest($1::text[], $2::text[], $3::text[]) AS k(connection_id, resource_type, resource_id)
              USING (connection_id, resource_type, resource_id)
            WHERE r.delivery IS NOT NULL
            ORDER BY r.published_at DESC
            """;

    private final Pool pool;
    private final Map<ProviderUser, Link> unsettledLinks = new ConcurrentHashMap<>();
    private final Map<ResourceKey, EmittedResource> unsettledResources = new ConcurrentHashMap<>();

    Known(Pool pool) {
        this.pool = pool;
    }

    /**
     * Links of users; users without one are absent.
     *
     * @param ofNewer users whose link has a state that only a newer version knows: what concerns them is left to its replicas
     */
    public record KnownLinks(Map<ProviderUser, Link> links, Set<ProviderUser> ofNewer) {}

    public Uni<KnownLinks> links(Set<ProviderUser> users) {
        if (users.isEmpty()) {
            return Uni.createFrom().item(new KnownLinks(Map.of(), Set.of()));
        }
        return Uni.createFrom().deferred(() -> {
            Map<ProviderUser, Link> unsettled = of(unsettledLinks, users);
            return pool.preparedQuery(LINKS).execute(columns(users)).map(rows -> {
                Map<ProviderUser, Link> found = new HashMap<>();
                Set<ProviderUser> ofNewer = new HashSet<>();
                rows.forEach(row -> state(row)
                        .ifPresentOrElse(state -> put(found, link(row, state)), () -> ofNewer.add(user(row))));
                overlay(found, unsettled, Link::changedAtMillis);
                return new KnownLinks(found, ofNewer);
            });
        });
    }

    /**
     * Those of these users whose connection has ended, or became another person's. A link follows its connection only when the change, a
     * delivery, is processed; what is read from a provider's API must not pass in between.
     */
    public Uni<Connections> connections(Set<ProviderUser> users) {
        if (users.isEmpty()) {
            return Uni.createFrom().item(Connections.NONE);
        }
        return pool.preparedQuery(CONNECTIONS).execute(columns(users)).map(rows -> {
            Set<ProviderUser> ended = new HashSet<>();
            Map<ProviderUser, Instant> takenOver = new HashMap<>();
            rows.forEach(row -> {
                if (row.getBoolean("ended")) {
                    ended.add(user(row));
                }
                OffsetDateTime at = row.getOffsetDateTime("taken_over_at");
                if (at != null) {
                    takenOver.put(user(row), at.toInstant());
                }
            });
            return new Connections(ended, takenOver);
        });
    }

    private static Tuple columns(Set<ProviderUser> users) {
        return new Columns<>(List.copyOf(users))
                .texts(user -> user.provider().wireName())
                .texts(ProviderUser::userId)
                .tuple();
    }

    /** What was last published about these resources; those never published are absent. */
    public Uni<Map<ResourceKey, EmittedResource>> resources(Set<ResourceKey> keys) {
        if (keys.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return Uni.createFrom().deferred(() -> {
            Map<ResourceKey, EmittedResource> unsettled = of(unsettledResources, keys);
            return pool.preparedQuery(RESOURCES).execute(keyColumns(keys)).map(rows -> {
                Map<ResourceKey, EmittedResource> found = new HashMap<>();
                rows.forEach(row -> found.put(key(row), resource(row)));
                overlay(found, unsettled, EmittedResource::revision);
                return found;
            });
        });
    }

    /** The deliveries that the standing versions of these resources came with, the newest first; those of earlier versions are not known. */
    public Uni<List<PublishedVersion>> standing(Set<ResourceKey> keys) {
        if (keys.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return pool.preparedQuery(STANDING)
                .execute(keyColumns(keys))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(Known::standing)
                        .toList());
    }

    private static Tuple keyColumns(Set<ResourceKey> keys) {
        return new Columns<>(List.copyOf(keys))
                .texts(ResourceKey::connectionId)
                .texts(ResourceKey::resourceType)
                .texts(ResourceKey::resourceId)
                .tuple();
    }

    private static PublishedVersion standing(Row row) {
        Long offset = row.getLong("kafka_offset");
        return new PublishedVersion(
                row.getUUID("delivery"),
                row.getOffsetDateTime("published_at").toInstant(),
                offset == null ? null : new Place(row.getInteger("kafka_partition"), offset));
    }

    /** Keeps in mind what was handed to Kafka until it is settled. */
    public void handedOver(Normalised normalised) {
        normalised.links().forEach(link -> unsettledLinks.put(link.user(), link));
        unsettledResources.putAll(normalised.resources());
    }

    /** The columns of links and resources that a settlement writes. */
    public static Columns<?> columns(Collection<Change> changed) {
        return linkColumns(latestLinks(changed)).and(resourceColumns(latestResources(changed)));
    }

    /** These will be read from the database again. Only what is still the latest is removed. */
    public void forget(Normalised normalised) {
        normalised.links().forEach(link -> unsettledLinks.remove(link.user(), link));
        normalised.resources().forEach(unsettledResources::remove);
    }

    /** One row per user: a statement may touch a row only once. */
    private static List<Link> latestLinks(Collection<Change> changed) {
        Map<ProviderUser, Link> latest = new HashMap<>();
        changed.forEach(one -> one.normalised().links().forEach(link -> put(latest, link)));
        return List.copyOf(latest.values());
    }

    private static void put(Map<ProviderUser, Link> links, Link link) {
        links.put(link.user(), link);
    }

    private record Emitted(EmittedResource resource, Change by) {}

    private static List<Map.Entry<ResourceKey, Emitted>> latestResources(Collection<Change> changed) {
        Map<ResourceKey, Emitted> latest = new HashMap<>();
        Comparator<Emitted> byRevision =
                Comparator.comparingLong(emitted -> emitted.resource().revision());
        changed.forEach(change -> change.normalised()
                .resources()
                .forEach((key, resource) -> latest.merge(
                        key,
                        new Emitted(resource, change),
                        (before, now) -> byRevision.compare(before, now) <= 0 ? now : before)));
        return List.copyOf(latest.entrySet());
    }

    /**
     * What is unsettled of these now. Asked before the database is: what is settled and forgotten while the answer is on its way may be
     * missing in the answer, whose snapshot was taken before.
     */
    private static <K, V> Map<K, V> of(Map<K, V> unsettled, Set<K> wanted) {
        Map<K, V> found = new HashMap<>();
        if (!unsettled.isEmpty()) {
            for (K key : wanted) {
                V value = unsettled.get(key);
                if (value != null) {
                    found.put(key, value);
                }
            }
        }
        return found;
    }

    /** Of two the later one holds: the database has what other replicas settled meanwhile. */
    private static <K, V> void overlay(Map<K, V> found, Map<K, V> unsettled, ToLongFunction<V> order) {
        unsettled.forEach((key, value) -> found.merge(
                key, value, (read, ours) -> order.applyAsLong(read) > order.applyAsLong(ours) ? read : ours));
    }

    private static Columns<Link> linkColumns(List<Link> links) {
        return new Columns<>(links)
                .texts(link -> link.user().provider().wireName())
                .texts(link -> link.user().userId())
                .texts(Link::connectionId)
                .texts(Link::subjectId)
                .texts(Link::referenceId)
                .texts(Link::brand)
                .texts(link -> link.state().name())
                .longs(Link::changedAtMillis);
    }

    private static Columns<Map.Entry<ResourceKey, Emitted>> resourceColumns(
            List<Map.Entry<ResourceKey, Emitted>> resources) {
        return new Columns<>(resources)
                .texts(entry -> entry.getKey().connectionId())
                .texts(entry -> entry.getKey().resourceType())
                .texts(entry -> entry.getKey().resourceId())
                .longs(entry -> entry.getValue().resource().revision())
                .texts(entry -> String.join("\n", entry.getValue().resource().facts()))
                .uuids(entry -> entry.getValue().by().delivery())
                .longs(entry -> {
                    Place place = entry.getValue().by().place();
                    return place == null ? null : (long) place.partition();
                })
                .longs(entry -> {
                    Place place = entry.getValue().by().place();
                    return place == null ? null : place.offset();
                });
    }

    private static Optional<ConnectionState> state(Row row) {
        String name = row.getString("state");
        return Arrays.stream(ConnectionState.values())
                .filter(state -> state.name().equals(name))
                .findFirst();
    }

    private static Link link(Row row, ConnectionState state) {
        return new Link(
                user(row),
                row.getString("connection_id"),
                row.getString("subject_id"),
                row.getString("reference_id"),
                row.getString("brand"),
                state,
                row.getLong("changed_at_ms"));
    }

    private static ProviderUser user(Row row) {
        return new ProviderUser(Provider.ofWireName(row.getString("provider")), row.getString("provider_user_id"));
    }

    private static ResourceKey key(Row row) {
        return new ResourceKey(
                row.getString("connection_id"), row.getString("resource_type"), row.getString("resource_id"));
    }

    private static EmittedResource resource(Row row) {
        return new EmittedResource(row.getLong("revision"), Set.of(row.getArrayOfStrings("facts")));
    }
}
