package io.bhiv.biometric.normalise;

import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.normalise.KnownState.ResourceKey;
import io.bhiv.biometric.provider.Measure;
import io.bhiv.biometric.provider.Measure.Fact;
import io.bhiv.biometric.provider.Reading.LinkChange;
import io.bhiv.biometric.provider.Reading.Resources;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.biometric.provider.VendorUser;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.Coding;
import io.bhiv.model.biometric.Connection;
import io.bhiv.model.biometric.Device;
import io.bhiv.model.biometric.Effective;
import io.bhiv.model.biometric.EventKind;
import io.bhiv.model.biometric.Identity;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Observation;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Provenance;
import io.bhiv.model.biometric.Subject;
import io.bhiv.model.biometric.ValueStatus;
import io.bhiv.model.biometric.ZoneSource;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Assembles an event from its observation, its subject and its provenance. */
final class EventAssembly {

    private static final String CONNECTION = "connection";

    private final NormaliseConfig config;

    EventAssembly(NormaliseConfig config) {
        this.config = config;
    }

    Subject subject(VendorUser user, Link link) {
        String reference = user.referenceId() == null ? link.referenceId() : user.referenceId();
        return new Subject(link.subjectId(), link.connectionId(), user.givenId(), reference);
    }

    Provenance provenance(Delivery delivery, Resources from, Link link, ResourceReading resource) {
        String brand = from.user().brand() == null ? link.brand() : from.user().brand();
        return provenance(
                delivery,
                brand,
                resource.resourceType(),
                Ids.resourceId(resource.resourceId()),
                resource.rawPath(),
                Fetched.of(delivery, from));
    }

    /** What is known of an object that was fetched, and of nothing else. */
    private record Fetched(
            @Nullable String version,
            @Nullable Instant changedAt,
            @Nullable Instant at) {

        static final Fetched NOT = new Fetched(null, null, null);

        static Fetched of(Delivery delivery, Resources from) {
            About about = delivery.about();
            return about == null
                    ? NOT
                    : new Fetched(about.version(), Instant.ofEpochMilli(from.revision()), delivery.receivedAt());
        }
    }

    /** A measure of a resource as an event. */
    BiometricEvent upsert(
            ResourceKey key,
            long revision,
            Subject subject,
            Provenance provenance,
            Effective effective,
            Measure measure) {
        String idempotencyKey =
                Ids.idempotencyKey(provenance.provider(), key, measure.fact().key());
        Observation observation = measure.observation();
        Coding own =
                observation.coding().isEmpty() ? null : observation.coding().getFirst();
        return BiometricEvent.of(
                identity(idempotencyKey, revision, Operation.UPSERT, subject),
                observation.withCoding(Codings.of(observation.metric(), observation.context(), own)),
                measure.effective() == null ? effective : measure.effective(),
                measure.device() == null ? provenance : by(measure.device(), provenance),
                measure.extensions());
    }

    /** The retraction of a fact that was published before, known by its key alone. */
    BiometricEvent delete(
            ResourceKey key, long revision, Subject subject, Provenance provenance, Effective effective, Fact fact) {
        String idempotencyKey = Ids.idempotencyKey(provenance.provider(), key, fact.key());
        return BiometricEvent.of(
                identity(idempotencyKey, revision, Operation.DELETE, subject),
                Observation.withoutValue(
                        fact.kind(), fact.metric(), fact.providerMetric(), ValueStatus.RETRACTED, fact.statistic()),
                effective,
                provenance,
                null);
    }

    private Identity identity(String idempotencyKey, long revision, Operation operation, Subject subject) {
        return new Identity(
                Ids.event(idempotencyKey, revision), idempotencyKey, revision, operation, config.tenant(), subject);
    }

    /** A change of the link itself. */
    BiometricEvent connectionEvent(Delivery delivery, LinkChange change, Link link, Connection connection) {
        VendorUser user = change.user();
        long revision = change.revision();
        String userId = Ids.resourceId(user.id().userId());
        ResourceKey key = new ResourceKey(link.connectionId(), CONNECTION, userId);
        Provenance provenance = provenance(
                delivery, user.brand() == null ? link.brand() : user.brand(), CONNECTION, userId, null, Fetched.NOT);
        String idempotencyKey = Ids.idempotencyKey(
                delivery.provider(), key, Metric.CONNECTION_STATE.wireName() + '|' + EventKind.CONNECTION.name());
        return new BiometricEvent(
                BiometricEvent.SCHEMA_VERSION,
                identity(idempotencyKey, revision, Operation.UPSERT, subject(user, link)),
                Observation.withoutValue(EventKind.CONNECTION, Metric.CONNECTION_STATE, null, ValueStatus.ABSENT, null),
                new Effective(delivery.receivedAt(), null, null, null, ZoneSource.UNKNOWN),
                provenance,
                connection,
                null);
    }

    private Provenance provenance(
            Delivery delivery,
            @Nullable String brand,
            String resourceType,
            String resourceId,
            @Nullable String rawPath,
            Fetched fetched) {
        return new Provenance(
                delivery.provider(),
                brand,
                delivery.channel(),
                resourceType,
                resourceId,
                fetched.version(),
                fetched.changedAt(),
                delivery.deliveryId(),
                delivery.requestReference(),
                delivery.receivedAt(),
                fetched.at(),
                delivery.rawRef(),
                delivery.sha256(),
                rawPath,
                null,
                null,
                config.bridgeVersion(),
                delivery.late());
    }

    private static Provenance by(Device device, Provenance of) {
        return new Provenance(
                of.provider(),
                of.upstreamProvider(),
                of.channel(),
                of.resourceType(),
                of.resourceId(),
                of.resourceVersion(),
                of.sourceUpdatedAt(),
                of.deliveryId(),
                of.requestReference(),
                of.receivedAt(),
                of.fetchedAt(),
                of.rawRef(),
                of.rawSha256(),
                of.rawPath(),
                device,
                of.algorithm(),
                of.bridgeVersion(),
                of.lateAuthentic());
    }
}
