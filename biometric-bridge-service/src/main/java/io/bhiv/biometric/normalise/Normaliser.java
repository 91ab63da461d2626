package io.bhiv.biometric.normalise;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.normalise.KnownState.ResourceKey;
import io.bhiv.biometric.normalise.Links.PossibleLinks;
import io.bhiv.biometric.normalise.Outcome.DropRule;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.ConnectionChange;
import io.bhiv.biometric.provider.FetchedBody;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.biometric.provider.Reading.Control;
import io.bhiv.biometric.provider.Reading.LinkChange;
import io.bhiv.biometric.provider.Reading.NoUser;
import io.bhiv.biometric.provider.Reading.Notice;
import io.bhiv.biometric.provider.Reading.RemotePayload;
import io.bhiv.biometric.provider.Reading.Resources;
import io.bhiv.biometric.provider.Reading.UnknownType;
import io.bhiv.biometric.provider.Reading.Unreadable;
import io.bhiv.biometric.provider.ResourceReading;
import io.bhiv.biometric.provider.Revision;
import io.bhiv.biometric.provider.oura.OuraDialect;
import io.bhiv.biometric.provider.terra.TerraDialect;
import io.bhiv.biometric.provider.whoop.WhoopDialect;
import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.Effective;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.ZoneSource;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of deliveries.
 *
 * <p>Protocol: {@link #read} each delivery, load {@link Reading#users() the links} and then {@link #resources the resources} of the batch,
 * then {@link #normalise} in the order of receipt, remembering each result before the next. Safe for any thread; the state is not.
 */
@Singleton
public final class Normaliser {

    /** The connection ended after the object was read; its revocation is a delivery under way, and parks the object. */
    private static final Duration REVOCATION_PAUSE = Duration.ofSeconds(1);

    private final Links links;
    private final LinkChanges linkChanges;
    private final ResourceEvents resourceEvents;
    private final TerraDialect terra;
    private final OuraDialect oura;
    private final WhoopDialect whoop;

    public Normaliser(NormaliseConfig config, ConnectedProviders connected) {
        EventAssembly assembly = new EventAssembly(config);
        FetchedBody fetched = new FetchedBody(config.maxTokens(), config.maxEvents());
        this.oura = new OuraDialect(fetched);
        this.whoop = new WhoopDialect(fetched);
        this.terra = new TerraDialect(config.maxTokens(), config.maxEvents());
        this.links = new Links(config, connected);
        this.linkChanges = new LinkChanges(links, assembly);
        this.resourceEvents = new ResourceEvents(assembly);
    }

    /** What the delivery is. Never throws because of its bytes. */
    public Reading read(Delivery delivery) {
        if (delivery.channel() == Channel.CONNECT) {
            return ConnectionChange.read(delivery.provider(), delivery.body());
        }
        return switch (delivery.provider()) {
            case TERRA -> terra.read(delivery);
            case OURA -> oura.read(delivery);
            case WHOOP -> whoop.read(delivery);
            case GOOGLE_HEALTH, FITBIT, GARMIN, WITHINGS, POLAR, STRAVA, APPLE_HEALTH, HEALTH_CONNECT ->
                new Unreadable(ParkReason.UNSUPPORTED_PROVIDER);
        };
    }

    /** The resources that must be known to normalise the batch in its order, given the links of its users. */
    public Set<ResourceKey> resources(List<Reading> batch, Map<ProviderUser, Link> known) {
        PossibleLinks possible = new PossibleLinks(links, known, batch);
        Set<ResourceKey> keys = new HashSet<>();
        for (Reading reading : batch) {
            if (reading instanceof Resources resources) {
                for (Link link : possible.of(resources.user())) {
                    resources.resources().forEach(resource -> keys.add(ResourceEvents.key(link, resource)));
                }
            } else if (reading instanceof Notice notice && notice.operation() == Operation.DELETE) {
                possible.of(notice.user()).forEach(link -> keys.addAll(deleted(notice, link)));
            }
        }
        return keys;
    }

    /** What the delivery means, given what is known. */
    public Normalised normalise(Delivery delivery, Reading reading, KnownState state) {
        return switch (reading) {
            case Unreadable unreadable -> parked(unreadable.reason(), null);
            case NoUser noUser -> parked(ParkReason.NO_USER, null);
            case Control control -> dropped(DropRule.CONTROL);
            case UnknownType unknown -> dropped(DropRule.UNKNOWN_TYPE);
            case RemotePayload payload -> remote(delivery, payload);
            case LinkChange change -> linkChanges.apply(delivery, change, state);
            case Notice notice -> notice(delivery, notice, state);
            case Resources resources -> resources(delivery, resources, state);
        };
    }

    private Normalised notice(Delivery delivery, Notice notice, KnownState state) {
        return switch (links.of(notice.user(), state)) {
            case Links.Refused(ParkReason reason) ->
                parked(reason, notice.user().id());
            case Links.Usable(Link link, List<Link> toStore) ->
                notice.operation() == Operation.DELETE
                        ? deletion(delivery, notice, link, toStore, state)
                        : new Normalised(
                                List.of(),
                                toStore,
                                Map.of(),
                                new Outcome.AwaitingFetch(link.connectionId(), notice.type(), notice.objectId()));
        };
    }

    /**
     * There is nothing to fetch: what was published of the object is retracted, under the provider's time of the deletion where that is
     * plausible. A time from the future would outlive every later version.
     */
    private Normalised deletion(Delivery delivery, Notice notice, Link link, List<Link> toStore, KnownState state) {
        Instant at = notice.occurredAt() == null ? delivery.receivedAt() : notice.occurredAt();
        Effective effective = new Effective(at, null, null, null, ZoneSource.UNKNOWN);
        List<ResourceReading> gone = types(notice)
                .map(type -> new ResourceReading(
                        type, notice.objectId(), Operation.DELETE, effective, List.of(), null, null))
                .toList();
        return resourceEvents
                .of(
                        delivery,
                        new Resources(notice.user(), Revision.sensible(at.toEpochMilli(), delivery), gone, 0),
                        link,
                        toStore,
                        state)
                .deleting(deleted(notice, link));
    }

    private static Stream<String> types(Notice notice) {
        return Stream.concat(Stream.of(notice.type()), notice.alsoDeleted().stream());
    }

    private static Set<ResourceKey> deleted(Notice notice, Link link) {
        return types(notice)
                .map(type -> new ResourceKey(link.connectionId(), type, Ids.resourceId(notice.objectId())))
                .collect(Collectors.toSet());
    }

    private Normalised resources(Delivery delivery, Resources resources, KnownState state) {
        return switch (links.of(resources.user(), state)) {
            case Links.Refused(ParkReason reason) ->
                parked(reason, resources.user().id());
            case Links.Usable(Link link, List<Link> toStore) ->
                state.hasEnded(resources.user().id())
                        ? Normalised.only(new Outcome.Retried(REVOCATION_PAUSE, false))
                        : ofThisPerson(delivery, resources, link, toStore, state);
        };
    }

    /** What began before the account was connected for this person is the former one's, whenever and why ever it comes. */
    private Normalised ofThisPerson(
            Delivery delivery, Resources resources, Link link, List<Link> toStore, KnownState state) {
        Instant takenOverAt = state.takenOverAt(resources.user().id());
        if (takenOverAt == null) {
            return resourceEvents.of(delivery, resources, link, toStore, state);
        }
        List<ResourceReading> own = resources.resources().stream()
                .filter(resource -> !resource.effective().start().isBefore(takenOverAt))
                .toList();
        return own.isEmpty() && !resources.resources().isEmpty()
                ? dropped(DropRule.NOT_CONNECTED)
                : resourceEvents.of(
                        delivery,
                        new Resources(resources.user(), resources.revision(), own, resources.unusable()),
                        link,
                        toStore,
                        state);
    }

    /** A payload that points at a payload could point at itself; only one hop is followed. */
    private static Normalised remote(Delivery delivery, RemotePayload payload) {
        return delivery.channel() == Channel.WEBHOOK_FETCH
                ? parked(ParkReason.PAYLOAD_NESTED, null)
                : Normalised.only(new Outcome.AwaitingPayload(payload.url(), payload.expiresIn()));
    }

    private static Normalised parked(ParkReason reason, @Nullable ProviderUser waitsFor) {
        return Normalised.only(new Outcome.Parked(reason, waitsFor));
    }

    private static Normalised dropped(DropRule rule) {
        return Normalised.only(new Outcome.Dropped(rule));
    }
}
