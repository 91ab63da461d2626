package io.bhiv.biometric.connection;

import io.bhiv.biometric.connection.TokenSeal.Sealed;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Seals and opens token pairs; each is bound to its connection. */
@ApplicationScoped
class TokenVault {

    private static final char BETWEEN = '\n';

    private final @Nullable TokenSeal seal;

    TokenVault(ConnectConfig config) {
        // What is wrong with the keys is reported by a startup check; without a client id nobody needs them.
        this.seal = TokenKeys.problem(config) == null ? TokenKeys.read(config) : null;
    }

    Sealed seal(TokenPair pair, String connectionId) {
        return sealing().seal(pair.access() + BETWEEN + pair.refresh(), connectionId);
    }

    /** @throws TokenSeal.NotOpened where the key is not configured or the value was changed */
    TokenPair open(Sealed sealed, String connectionId) {
        String both = sealing().open(sealed, connectionId);
        int between = both.indexOf(BETWEEN);
        return new TokenPair(both.substring(0, between), both.substring(between + 1));
    }

    /** Null while there are no keys, and therefore no tokens. */
    @Nullable
    String currentKey() {
        return seal == null ? null : seal.currentKey();
    }

    private TokenSeal sealing() {
        if (seal == null) {
            throw new TokenSeal.NotOpened("bridge.biometric.connect.key-file names no key", null);
        }
        return seal;
    }
}
