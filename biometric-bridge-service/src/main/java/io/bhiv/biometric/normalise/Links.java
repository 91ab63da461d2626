package io.bhiv.biometric.normalise;

import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.VendorUser;
import io.bhiv.model.biometric.ConnectionState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose data it is: the known link of a user, or the one that a first delivery makes. */
final class Links {

    private final NormaliseConfig config;

    Links(NormaliseConfig config) {
        this.config = config;
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
        return config.unknownUsers() == NormaliseConfig.UnknownUsers.LINK || user.isAnonymous();
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
}
