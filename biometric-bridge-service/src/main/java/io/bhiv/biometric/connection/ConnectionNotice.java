package io.bhiv.biometric.connection;

import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.model.biometric.ConnectionState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of a connection's state, as the journal is to have it.
 *
 * @param changedAtMillis order among the changes of this connection, epoch milliseconds
 */
public record ConnectionNotice(
        String connectionId,
        ProviderUser user,
        @Nullable String reference,
        ConnectionState state,
        @Nullable String reason,
        long changedAtMillis,
        List<String> scopesAsked,
        List<String> scopesGranted) {

    /** Without the provider's and the customer's ids of the person. */
    @Override
    public String toString() {
        return "ConnectionNotice[" + connectionId + ' ' + state + ']';
    }
}
