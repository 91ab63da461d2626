package io.bhiv.biometric.identity;

import org.jspecify.annotations.Nullable;

/**
 * The object of a provider that was fetched, and that a delivery is about.
 *
 * @param userId the provider's id of the person whose object it is; never logged
 * @param objectType the provider's name of the type
 * @param objectId the provider's id of the object; that of its sleep for a recovery of WHOOP
 * @param version the provider's version of the object, where it states one
 */
public record About(
        String userId,
        String objectType,
        String objectId,
        @Nullable String version) {

    /** What makes it the same version of the same object when it is read again. */
    String identity() {
        return "object|" + userId + '|' + objectType + '|' + objectId + '|' + (version == null ? "" : version);
    }

    /** Without the ids. */
    @Override
    public String toString() {
        return "About[" + objectType + "]";
    }
}
