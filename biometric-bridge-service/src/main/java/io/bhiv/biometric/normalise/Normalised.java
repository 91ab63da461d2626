package io.bhiv.biometric.normalise;

import io.bhiv.biometric.normalise.KnownState.EmittedResource;
import io.bhiv.biometric.normalise.KnownState.ResourceKey;
import io.bhiv.model.biometric.BiometricEvent;
import java.util.List;
import java.util.Map;

/**
 * What a delivery means.
 *
 * @param events in the order to publish; all of one subject
 * @param links to store, one row per provider user
 * @param resources to store in the same transaction that marks the delivery as done
 */
public record Normalised(
        List<BiometricEvent> events, List<Link> links, Map<ResourceKey, EmittedResource> resources, Outcome outcome) {

    public Normalised {
        events = List.copyOf(events);
        links = List.copyOf(links);
        resources = Map.copyOf(resources);
    }

    public static Normalised only(Outcome outcome) {
        return new Normalised(List.of(), List.of(), Map.of(), outcome);
    }
}
