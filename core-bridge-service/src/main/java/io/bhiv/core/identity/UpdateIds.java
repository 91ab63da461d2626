package io.bhiv.core.identity;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Creates ids that sort by time (UUID version 7): the millisecond in front, then a counter that keeps ids of one process
 * strictly increasing, then randomness. The journal finds an id's partition by the millisecond inside it.
 */
public final class UpdateIds {

    private static final int COUNTER_BITS = 12;

    private final Clock clock;
    private final RandomGenerator random;
    private final AtomicLong last = new AtomicLong();

    public UpdateIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public UUID next() {
        long floor = clock.millis() << COUNTER_BITS;
        long stamp = last.updateAndGet(before -> Math.max(before + 1, floor));
        long high = (stamp >>> COUNTER_BITS << 16) | 0x7000L | (stamp & 0xFFF);
        long low = 0x8000_0000_0000_0000L | (random.nextLong() >>> 2);
        return new UUID(high, low);
    }

    /** The lowest id that this millisecond can have. */
    public static UUID firstOf(Instant time) {
        return new UUID(time.toEpochMilli() << 16, 0);
    }

    /** When an id was created; only meaningful for ids of version 7. */
    public static Instant timeOf(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }
}
