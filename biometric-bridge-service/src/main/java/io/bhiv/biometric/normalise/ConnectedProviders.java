package io.bhiv.biometric.normalise;

import io.bhiv.model.biometric.Provider;

/** Providers whose data belongs to a person only by that person's consent here: data alone makes no link there. */
@FunctionalInterface
public interface ConnectedProviders {

    boolean include(Provider provider);
}
