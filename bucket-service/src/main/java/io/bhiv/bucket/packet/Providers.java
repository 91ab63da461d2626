package io.bhiv.bucket.packet;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** The sources of ids and randomness; a test supplies its own. */
final class Providers {

    private Providers() {}

    @Produces
    @Singleton
    static PacketIds packetIds(Clock clock) {
        return new PacketIds(clock);
    }

    @Produces
    @Singleton
    static RandomGenerator random() {
        return new SecureRandom();
    }
}
