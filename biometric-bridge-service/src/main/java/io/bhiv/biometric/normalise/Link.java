package io.bhiv.biometric.normalise;

import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.model.biometric.ConnectionState;
import org.jspecify.annotations.Nullable;

/**
 * The stored link between a provider's user and a person. One row per {@link ProviderUser}.
 *
 * <p>A re-authentication gives the person a new provider user; both rows then carry the same connection and subject.
 *
 * @param connectionId survives re-authentication
 * @param subjectId pseudonym of the person; several links of one reference share it
 * @param state ACTIVE, DEGRADED and REAUTH (an id that was replaced) take data; REVOKED parks it
 * @param changedAtMillis order of the last change of state; 0 for a link that data alone made, so that any real change is newer
 */
public record Link(
        ProviderUser user,
        String connectionId,
        String subjectId,
        @Nullable String referenceId,
        @Nullable String brand,
        ConnectionState state,
        long changedAtMillis) {

    Link withState(ConnectionState changed, long atMillis) {
        return new Link(user, connectionId, subjectId, referenceId, brand, changed, atMillis);
    }

    Link ofUser(ProviderUser other) {
        return new Link(other, connectionId, subjectId, referenceId, brand, state, changedAtMillis);
    }

    /** Without the provider's and the customer's ids of the person. */
    @Override
    public String toString() {
        return "Link[" + connectionId + ' ' + state + ']';
    }
}
