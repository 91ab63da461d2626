package io.bhiv.biometric.normalise;

import io.bhiv.biometric.normalise.Outcome.ParkReason;
import io.bhiv.biometric.normalise.Outcome.Parked;
import io.bhiv.biometric.normalise.Outcome.Silence;
import io.bhiv.biometric.provider.ProviderDialect;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.biometric.provider.Reading.Control;
import io.bhiv.biometric.provider.Reading.LinkChange;
import io.bhiv.biometric.provider.Reading.NoUser;
import io.bhiv.biometric.provider.Reading.Notice;
import io.bhiv.biometric.provider.Reading.Problem;
import io.bhiv.biometric.provider.Reading.RemotePayload;
import io.bhiv.biometric.provider.Reading.Resources;
import io.bhiv.biometric.provider.Reading.UnknownType;
import io.bhiv.biometric.provider.Reading.Unreadable;
import io.bhiv.biometric.provider.StoredDelivery;
import io.bhiv.biometric.provider.oura.OuraDialect;
import io.bhiv.biometric.provider.terra.TerraDialect;
import io.bhiv.biometric.provider.whoop.WhoopDialect;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes events of deliveries.
 *
 * <p>Protocol: {@link #read} each delivery, load {@link Reading#users() the links} and then {@link #resources the resources} of the batch,
 * then {@link #normalise} in the order of receipt, remembering each result before the next. Safe for any thread; the state is not.
 */
public final class Normaliser {

    private final Links links;
    private final LinkChanges linkChanges;
    private final ResourceEvents resourceEvents;
    private final ProviderDialect terra = new TerraDialect();
    private final ProviderDialect oura = new OuraDialect();
    private final ProviderDialect whoop = new WhoopDialect();

    public Normaliser(NormaliserSettings settings) {
        EventAssembly assembly = new EventAssembly(settings);
        this.links = new Links(settings);
        this.linkChanges = new LinkChanges(links, assembly);
        this.resourceEvents = new ResourceEvents(assembly);
    }

    /** What the delivery is. Never throws because of its bytes. */
    public Reading read(StoredDelivery delivery) {
        return switch (delivery.provider()) {
            case TERRA -> terra.read(delivery);
            case OURA -> oura.read(delivery);
            case WHOOP -> whoop.read(delivery);
            case GOOGLE_HEALTH, FITBIT, GARMIN, WITHINGS, POLAR, STRAVA, APPLE_HEALTH, HEALTH_CONNECT ->
                new Unreadable(Problem.UNSUPPORTED_PROVIDER);
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
    public Normalised normalise(StoredDelivery delivery, Reading reading, KnownState state) {
        return switch (reading) {
            case Unreadable unreadable -> parked(reason(unreadable.problem()));
            case NoUser noUser -> parked(ParkReason.NO_USER);
            case Control control -> silent(Silence.CONTROL);
            case UnknownType unknown -> silent(Silence.UNKNOWN_TYPE);
            case RemotePayload payload ->
                Normalised.only(new Outcome.AwaitingPayload(payload.url(), payload.expiresIn()));
            case LinkChange change -> linkChanges.apply(delivery, change, state);
            case Notice notice -> notice(notice, state);
            case Resources resources -> resources(delivery, resources, state);
        };
    }

    private Normalised notice(Notice notice, KnownState state) {
        return switch (links.of(notice.user(), state)) {
            case Links.Refused(ParkReason reason) -> parked(reason);
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

    private Normalised resources(StoredDelivery delivery, Resources resources, KnownState state) {
        return switch (links.of(resources.user(), state)) {
            case Links.Refused(ParkReason reason) -> parked(reason);
            case Links.Usable(Link link, List<Link> toStore) ->
                resourceEvents.of(delivery, resources, link, toStore, state);
        };
    }

    private static Normalised parked(ParkReason reason) {
        return Normalised.only(new Parked(reason));
    }

    private static Normalised silent(Silence why) {
        return Normalised.only(new Outcome.Nothing(why));
    }

    private static ParkReason reason(Problem problem) {
        return switch (problem) {
            case NOT_JSON -> ParkReason.NOT_JSON;
            case WRONG_SHAPE -> ParkReason.WRONG_SHAPE;
            case TOO_MANY_RECORDS -> ParkReason.TOO_MANY_RECORDS;
            case RETIRED_VERSION -> ParkReason.RETIRED_VERSION;
            case UNSUPPORTED_PROVIDER -> ParkReason.UNSUPPORTED_PROVIDER;
        };
    }
}
