package io.bhiv.biometric.provider;

/** How one provider speaks. Pure: the same bytes always read the same, and no bytes make it throw. */
public interface ProviderDialect {

    Reading read(StoredDelivery delivery);
}
