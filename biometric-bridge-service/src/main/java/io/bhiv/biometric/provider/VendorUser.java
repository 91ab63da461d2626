package io.bhiv.biometric.provider;

import io.bhiv.model.biometric.Provider;
import org.jspecify.annotations.Nullable;

/**
 * The user that a delivery names.
 *
 * @param referenceId the id that we gave the provider for this person
 * @param brand whose device it is behind an aggregator, in lower case
 */
public record VendorUser(
        ProviderUser id,
        @Nullable String referenceId,
        @Nullable String brand) {

    /** No provider's ids begin so. */
    private static final String STAND_IN = "~";

    private static final String ANONYMOUS = STAND_IN + "legacy";

    /** The fixed user of deliveries in the old shape that names none. */
    public static VendorUser anonymous(Provider provider) {
        return new VendorUser(new ProviderUser(provider, ANONYMOUS), null, null);
    }

    /** A person whom the provider knows by our reference alone. */
    public static VendorUser ofReference(Provider provider, String referenceId) {
        return new VendorUser(new ProviderUser(provider, STAND_IN + "reference:" + referenceId), referenceId, null);
    }

    public boolean isAnonymous() {
        return id.userId().equals(ANONYMOUS);
    }

    /** The id as the provider knows it; null where one of ours stands in. */
    public @Nullable String givenId() {
        return id.userId().startsWith(STAND_IN) ? null : id.userId();
    }

    /** Without any id. */
    @Override
    public String toString() {
        return "VendorUser[" + id.provider() + ']';
    }
}
