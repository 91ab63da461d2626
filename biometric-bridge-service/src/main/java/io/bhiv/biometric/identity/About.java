package io.bhiv.biometric.identity;

import org.jspecify.annotations.Nullable;

/**
 * The object of a provider that was fetched, and that a delivery is about.
 *
 * @param userId the provider's id of the person whose object it is; never logged
 * @param objectType the provider's name of the type
 * @param objectId the provider's id of the object
 * @param version the provider's version of the object, where it states one
 */
public record About(
        String userId,
        String objectType,
        String objectId,
        @Nullable String version) {

    /** Without the ids. */
    @Override
    public String toString() {
        return "About[" + objectType + "]";
    }
}
