package io.bhiv.biometric.provider;

import io.bhiv.model.biometric.Provider;
import org.jspecify.annotations.Nullable;

/**
 * What a delivery says about its user.
 *
 * @param referenceId the id that we gave the provider for this person
 * @param brand whose device it is behind an aggregator, in lower case
 */
public record VendorUser(
        ProviderUser id,
        @Nullable String referenceId,
        @Nullable String brand) {

    private static final String NOBODY = "legacy";

    /** The fixed user of deliveries in the old shape that names none. */
    public static VendorUser nobodyInParticular(Provider provider) {
        return new VendorUser(new ProviderUser(provider, NOBODY), null, null);
    }

    public boolean isNobodyInParticular() {
        return id.userId().equals(NOBODY);
    }

    /** Without any id. */
    @Override
    public String toString() {
        return "VendorUser[" + id.provider() + ']';
    }
}
