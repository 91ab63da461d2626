package io.bhiv.biometric.normalise;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.normalise.KnownState.ResourceKey;
import io.bhiv.biometric.normalise.Links.PossibleLinks;
import io.bhiv.biometric.normalise.Outcome.DropRule;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.ConnectionChange;
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
import io.bhiv.biometric.provider.oura.OuraDialect;
import io.bhiv.biometric.provider.terra.TerraDialect;
import io.bhiv.biometric.provider.whoop.WhoopDialect;
import io.bhiv.model.biometric.Channel;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of deliveries.
 *
 * <p>Protocol: {@link #read} each delivery, load {@link Reading#users() the links} and then {@link #resources the resources} of the batch,
 * then {@link #normalise} in the order of receipt, remembering each result before the next. Safe for any thread; the state is not.
 */
@Singleton
public final class Normaliser {

    private final Links links;
    private final LinkChanges linkChanges;
    private final ResourceEvents resourceEvents;
    private final TerraDialect terra;
    private final OuraDialect oura = new OuraDialect();
    private final WhoopDialect whoop = new WhoopDialect();

    public Normaliser(NormaliseConfig config, ConnectedProviders connected) {
        EventAssembly assembly = new EventAssembly(config);
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
            case Notice notice -> notice(notice, state);
            case Resources resources -> resources(delivery, resources, state);
        };
    }

    private Normalised notice(Notice notice, KnownState state) {
        return switch (links.of(notice.user(), state)) {
            case Links.Refused(ParkReason reason) ->
                parked(reason, notice.user().id());
            case Links.Usable(Link link, List<Link> toStore) ->
                new Normalised(
                        List.of(),
                        toStore,
                        Map.of(),
                        new Outcome.AwaitingFetch(
                                link.connectionId(),
                                notice.type(),
                                notice.objectId(),
                                notice.operation(),
                                notice.occurredAt()));
        };
    }

    private Normalised resources(Delivery delivery, Resources resources, KnownState state) {
        return switch (links.of(resources.user(), state)) {
            case Links.Refused(ParkReason reason) ->
                parked(reason, resources.user().id());
            case Links.Usable(Link link, List<Link> toStore) ->
                resourceEvents.of(delivery, resources, link, toStore, state);
        };
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
