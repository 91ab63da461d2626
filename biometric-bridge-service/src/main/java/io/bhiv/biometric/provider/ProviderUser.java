package io.bhiv.biometric.provider;

import io.bhiv.model.biometric.Provider;

/** A user in the provider's terms. Always text, whatever the provider's type. */
public record ProviderUser(Provider provider, String userId) {

    /** Without the id: it never stands in a log. */
    @Override
    public String toString() {
        return "ProviderUser[" + provider + ']';
    }
}
