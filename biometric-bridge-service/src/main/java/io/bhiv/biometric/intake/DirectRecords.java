package io.bhiv.biometric.intake;

import io.bhiv.biometric.identity.Delivery;
import io.smallrye.mutiny.Uni;

/** Where the records of a provider's own topic go; the pipeline implements it. */
public interface DirectRecords {

    /** Completes after the commit. */
    Uni<Void> accept(Delivery delivery);
}
