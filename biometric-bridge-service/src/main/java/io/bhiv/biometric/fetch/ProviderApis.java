package io.bhiv.biometric.fetch;

import io.bhiv.biometric.provider.ObjectApi;
import io.bhiv.biometric.provider.oura.OuraObjects;
import io.bhiv.biometric.provider.whoop.WhoopObjects;
import io.bhiv.model.biometric.Provider;
import jakarta.inject.Singleton;

/** The APIs from which objects are read. */
@Singleton
class ProviderApis {

    private final ObjectApi oura = new OuraObjects();
    private final ObjectApi whoop = new WhoopObjects();

    ObjectApi of(Provider provider) {
        return switch (provider) {
            case OURA -> oura;
            case WHOOP -> whoop;
            case TERRA, GOOGLE_HEALTH, FITBIT, GARMIN, WITHINGS, POLAR, STRAVA, APPLE_HEALTH, HEALTH_CONNECT ->
                throw new IllegalArgumentException("objects of " + provider + " are not read");
        };
    }
}
