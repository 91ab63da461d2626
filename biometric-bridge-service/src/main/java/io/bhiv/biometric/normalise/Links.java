package io.bhiv.biometric.normalise;

import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.biometric.provider.Reading.LinkChange;
import io.bhiv.biometric.provider.VendorUser;
import io.bhiv.model.biometric.ConnectionState;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose data it is: the known link of a user, or the one that a first delivery makes. */
final class Links {

    private final NormaliseConfig config;
    private final ConnectedProviders connected;

    Links(NormaliseConfig config, ConnectedProviders connected) {
        this.config = config;
        this.connected = connected;
    }

    /** Whether data of a user may be taken. */
    sealed interface Access {}

    record Usable(Link link, List<Link> toStore) implements Access {}

    record Refused(ParkReason reason) implements Access {}

    Access of(VendorUser user, KnownState state) {
        Link known = state.link(user.id());
        if (known == null) {
            return mayLink(user) ? made(implied(user)) : new Refused(ParkReason.UNKNOWN_USER);
        }
        return known.state() == ConnectionState.REVOKED
                ? new Refused(ParkReason.REVOKED_CONNECTION)
                : new Usable(known, List.of());
    }

    Link knownOrImplied(@Nullable Link known, VendorUser user) {
        return known == null ? implied(user) : known;
    }

    boolean mayLink(VendorUser user) {
        boolean byData = config.unknownUsers() == NormaliseConfig.UnknownUsers.LINK
                && !connected.include(user.id().provider());
        return byData || user.isAnonymous();
    }

    private Link implied(VendorUser user) {
        return new Link(
                user.id(),
                Ids.connection(config.tenant(), user.id()),
                Ids.subject(config.tenant(), user.id(), user.referenceId()),
                user.referenceId(),
                user.brand(),
                ConnectionState.ACTIVE,
                0);
    }

    private static Access made(Link link) {
        return new Usable(link, List.of(link));
    }

    /**
     * The links under which a user's data may turn out to stand once a batch is normalised in its order.
     *
     * <p>A re-authentication gives a new user the connection of the old one, so what was published of that connection must be known for the
     * data that follows in the same batch. More is asked for than may be needed, never less.
     */
    static final class PossibleLinks {

        private final Links links;
        private final Map<ProviderUser, Link> known;
        private final Map<ProviderUser, Set<Link>> taken = new HashMap<>();

        PossibleLinks(Links links, Map<ProviderUser, Link> known, List<Reading> batch) {
            this.links = links;
            this.known = known;
            for (Reading reading : batch) {
                if (reading instanceof LinkChange change && change.previous() != null) {
                    takeOver(change.user(), change.previous());
                }
            }
        }

        Set<Link> of(VendorUser user) {
            Set<Link> possible = new LinkedHashSet<>(taken.getOrDefault(user.id(), Set.of()));
            possible.add(links.knownOrImplied(known.get(user.id()), user));
            return possible;
        }

        private void takeOver(VendorUser user, ProviderUser previous) {
            Set<Link> before = of(new VendorUser(previous, user.referenceId(), user.brand()));
            taken.computeIfAbsent(user.id(), id -> new LinkedHashSet<>()).addAll(before);
        }
    }
}
