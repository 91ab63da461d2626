package io.bhiv.biometric.normalise;

import io.bhiv.biometric.normalise.KnownState.EmittedResource;
import io.bhiv.biometric.normalise.KnownState.ResourceKey;
import io.bhiv.model.biometric.BiometricEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a delivery means.
 *
 * @param events in the order to publish; all of one subject
 * @param links to store, one row per provider user
 * @param resources to store in the same transaction that marks the delivery as done
 * @param deleted objects that the provider deleted: nothing of them is fetched any more
 */
public record Normalised(
        List<BiometricEvent> events,
        List<Link> links,
        Map<ResourceKey, EmittedResource> resources,
        Outcome outcome,
        Set<ResourceKey> deleted) {

    public Normalised {
        events = List.copyOf(events);
        links = List.copyOf(links);
        resources = Map.copyOf(resources);
        deleted = Set.copyOf(deleted);
    }

    public Normalised(
            List<BiometricEvent> events,
            List<Link> links,
            Map<ResourceKey, EmittedResource> resources,
            Outcome outcome) {
        this(events, links, resources, outcome, Set.of());
    }

    public static Normalised only(Outcome outcome) {
        return new Normalised(List.of(), List.of(), Map.of(), outcome);
    }

    /** The same for a notice that these objects were deleted. */
    Normalised deleting(Set<ResourceKey> objects) {
        return new Normalised(events, links, resources, outcome, objects);
    }
}
