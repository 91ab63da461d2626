package io.bhiv.bucket.packet;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * What a packet id may be, and ids for packets that have none: UUID version 7, so that new keys are appended to the index.
 *
 * <p>The random part comes from the fast generator: a packet id grants nothing. Lease ids do, and come from {@link
 * #unguessable()}.
 */
public final class PacketIds {

    /** For a caller who sent something else. */
    public static final String FORM = "1 to 64 characters of letters, digits and . _ : -";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private final Clock clock;
    private final SecureRandom secure = new SecureRandom();

    public PacketIds(Clock clock) {
        this.clock = clock;
    }

    public static boolean isId(JsonNode node) {
        return node.isTextual() && ID.matcher(node.textValue()).matches();
    }

    public String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (clock.millis() << 16) | 0x7000L | (random.nextLong() & 0x0FFFL);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /** An id that cannot be guessed; holding it is the right to settle a lease. */
    public UUID unguessable() {
        return new UUID((secure.nextLong() & ~0xF000L) | 0x4000L, (secure.nextLong() >>> 2) | 0x8000_0000_0000_0000L);
    }

    /** The sources of ids and randomness; a test supplies its own. */
    static final class Providers {

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
}
