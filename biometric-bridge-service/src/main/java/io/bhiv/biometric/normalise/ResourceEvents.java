package io.bhiv.biometric.normalise;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.normalise.KnownState.EmittedResource;
import io.bhiv.biometric.normalise.KnownState.ResourceKey;
import io.bhiv.biometric.normalise.Outcome.DropRule;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.Measure;
import io.bhiv.biometric.provider.Measure.Fact;
import io.bhiv.biometric.provider.Reading.Resources;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Provenance;
import io.bhiv.model.biometric.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The events of the resources in one delivery.
 *
 * <p>A version older than the one known gives no event. A newer or equal one gives an event for each of its facts, and deletes the
 * facts that stood before and are not in it, except those that the provider may leave out without retracting them.
 */
final class ResourceEvents {

    private final EventAssembly assembly;

    ResourceEvents(EventAssembly assembly) {
        this.assembly = assembly;
    }

    static ResourceKey key(Link link, ResourceReading resource) {
        return new ResourceKey(link.connectionId(), resource.resourceType(), Ids.resourceId(resource.resourceId()));
    }

    Normalised of(Delivery delivery, Resources resources, Link link, List<Link> toStore, KnownState state) {
        long revision = resources.revision();
        Subject subject = assembly.subject(resources.user(), link);
        List<BiometricEvent> events = new ArrayList<>();
        Map<ResourceKey, EmittedResource> emitted = new LinkedHashMap<>();
        int superseded = 0;
        for (ResourceReading resource : sameResourceOnce(resources.resources())) {
            ResourceKey key = key(link, resource);
            EmittedResource known = state.resource(key);
            if (known != null && revision < known.revision()) {
                superseded++;
                continue;
            }
            Provenance provenance = assembly.provenance(delivery, resources, link, resource);
            Version version = new Version(key, revision, subject, provenance, resource);
            emitted.put(key, new EmittedResource(revision, events(version, known, events)));
        }
        return new Normalised(events, toStore, emitted, outcome(events, superseded, resources));
    }

    private record Version(
            ResourceKey key, long revision, Subject subject, Provenance provenance, ResourceReading resource) {}

    /** Adds the events of one resource; returns the facts that stand afterwards. */
    private Set<String> events(Version version, @Nullable EmittedResource known, List<BiometricEvent> events) {
        Set<String> before = known == null ? Set.of() : known.facts();
        return version.resource().operation() == Operation.DELETE
                ? retract(version, before, events)
                : upsert(version, before, events);
    }

    private Set<String> upsert(Version version, Set<String> before, List<BiometricEvent> events) {
        Set<String> standing = new LinkedHashSet<>();
        for (Measure measure : version.resource().measures()) {
            if (standing.add(measure.fact().key())) {
                events.add(assembly.upsert(
                        version.key(),
                        version.revision(),
                        version.subject(),
                        version.provenance(),
                        version.resource().effective(),
                        measure));
            }
        }
        String keptPrefix = version.resource().keptPrefix();
        if (keptPrefix != null) {
            before.stream().filter(fact -> fact.startsWith(keptPrefix)).forEach(standing::add);
        }
        before.stream()
                .filter(fact -> !standing.contains(fact))
                .sorted()
                .forEach(fact -> events.add(deletion(version, fact)));
        return standing;
    }

    /** Without stored facts, those that the provider names are retracted: they may have been published before our records begin. */
    private Set<String> retract(Version version, Set<String> before, List<BiometricEvent> events) {
        Set<String> gone = new LinkedHashSet<>(before);
        if (gone.isEmpty()) {
            version.resource()
                    .measures()
                    .forEach(measure -> gone.add(measure.fact().key()));
        }
        gone.stream().sorted().forEach(fact -> events.add(deletion(version, fact)));
        return Set.of();
    }

    private BiometricEvent deletion(Version version, String fact) {
        return assembly.delete(
                version.key(),
                version.revision(),
                version.subject(),
                version.provenance(),
                version.resource().effective(),
                new Fact(fact));
    }

    /** Two elements of one delivery that name the same resource are one resource: the later one's facts win. */
    private static List<ResourceReading> sameResourceOnce(List<ResourceReading> resources) {
        Map<ResourceKey, ResourceReading> once = new LinkedHashMap<>();
        for (ResourceReading resource : resources) {
            ResourceKey key = new ResourceKey("", resource.resourceType(), resource.resourceId());
            once.merge(key, resource, ResourceEvents::merged);
        }
        return List.copyOf(once.values());
    }

    private static ResourceReading merged(ResourceReading earlier, ResourceReading later) {
        if (earlier.operation() != later.operation()) {
            return later;
        }
        List<Measure> measures = new ArrayList<>(later.measures());
        measures.addAll(earlier.measures());
        return new ResourceReading(
                later.resourceType(),
                later.resourceId(),
                later.operation(),
                later.effective(),
                measures,
                later.keptPrefix(),
                later.rawPath());
    }

    private static Outcome outcome(List<BiometricEvent> events, int superseded, Resources resources) {
        if (!events.isEmpty()) {
            return new Outcome.Published(superseded, resources.unusable());
        }
        if (resources.unusable() > 0) {
            return new Outcome.Parked(ParkReason.WRONG_SHAPE, null);
        }
        return new Outcome.Dropped(superseded > 0 ? DropRule.SUPERSEDED : DropRule.NO_MEASUREMENT);
    }
}
