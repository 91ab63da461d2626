package io.bhiv.biometric.normalise;

import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.biometric.provider.Reading.LinkChange;
import io.bhiv.biometric.provider.VendorUser;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The links under which a user's data may turn out to stand once a batch is normalised in its order.
 *
 * <p>A re-authentication gives a new user the connection of the old one, so what was published of that connection must be known for the
 * data that follows in the same batch. More is asked for than may be needed, never less.
 */
final class PossibleLinks {

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
