package io.bhiv.biometric.connection;

import io.bhiv.model.biometric.Provider;
import io.smallrye.mutiny.Uni;

/** Counts calls of a provider's API that a person waits for: they are made whatever is left of the quota, and use it up all the same. */
@FunctionalInterface
public interface ApiUsage {

    Uni<Void> count(Provider provider);
}
