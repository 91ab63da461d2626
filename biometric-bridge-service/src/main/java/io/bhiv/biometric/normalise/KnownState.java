package io.bhiv.biometric.normalise;

import io.bhiv.biometric.provider.ProviderUser;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was known before a batch of deliveries, and what each of them adds.
 *
 * <p>One thread: a batch is normalised in order, each result {@link #remember remembered} before the next.
 */
public final class KnownState {

    private final Map<ProviderUser, Link> links;
    private final Map<ResourceKey, EmittedResource> resources;
    private final Connections connections;

    public KnownState(
            Map<ProviderUser, Link> links, Map<ResourceKey, EmittedResource> resources, Connections connections) {
        this.links = new HashMap<>(links);
        this.resources = new HashMap<>(resources);
        this.connections = connections;
    }

    public @Nullable Link link(ProviderUser user) {
        return links.get(user);
    }

    public @Nullable EmittedResource resource(ResourceKey key) {
        return resources.get(key);
    }

    boolean hasEnded(ProviderUser user) {
        return connections.ended().contains(user);
    }

    /** When the account of a user was connected for another person than before; null where it never was. */
    @Nullable
    Instant takenOverAt(ProviderUser user) {
        return connections.takenOver().get(user);
    }

    /**
     * The connections of users of fetched objects.
     *
     * @param ended whose connection has ended, whatever the state of their link
     * @param takenOver since when the account is connected for another person than before
     */
    public record Connections(Set<ProviderUser> ended, Map<ProviderUser, Instant> takenOver) {

        public static final Connections NONE = new Connections(Set.of(), Map.of());

        public Connections {
            ended = Set.copyOf(ended);
            takenOver = Map.copyOf(takenOver);
        }
    }

    /** Makes the next delivery of the batch see what this one changed. */
    public void remember(Normalised normalised) {
        normalised.links().forEach(link -> links.put(link.user(), link));
        resources.putAll(normalised.resources());
    }

    /** Names one resource of one connection. */
    public record ResourceKey(String connectionId, String resourceType, String resourceId) {}

    /**
     * What was last published about a resource.
     *
     * @param revision of the version it came from, epoch milliseconds
     * @param facts keys of the facts ({@link io.bhiv.biometric.provider.Measure.Fact}) that stand; empty after a deletion
     */
    public record EmittedResource(long revision, Set<String> facts) {

        public EmittedResource {
            facts = Set.copyOf(facts);
        }
    }
}
