package io.bhiv.biometric.connection;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/** The source of states, tickets and browser secrets: unguessable outside tests. */
final class SecureRandomProducer {

    private SecureRandomProducer() {}

    @Produces
    @Singleton
    static RandomGenerator random() {
        return new SecureRandom();
    }
}
