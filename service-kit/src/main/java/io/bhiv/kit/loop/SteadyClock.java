package io.bhiv.kit.loop;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/**
 * Begins at the time of another clock, and from then on moves as time passes. Where the machine's clock is set back or forward, this one
 * goes on: what is measured by it is neither silent for an hour nor silent until an hour has passed.
 *
 * <p>For how long ago something was, and never for what a person or another process reads.
 */
public final class SteadyClock extends Clock {

    private final Clock other;
    private final LongSupplier nanoTime;
    private final Instant begin;
    private final long beginNanos;

    public static Clock of(Clock other) {
        return new SteadyClock(other, System::nanoTime);
    }

    SteadyClock(Clock other, LongSupplier nanoTime) {
        this.other = other;
        this.nanoTime = nanoTime;
        this.begin = other.instant();
        this.beginNanos = nanoTime.getAsLong();
    }

    @Override
    public Instant instant() {
        return begin.plusNanos(nanoTime.getAsLong() - beginNanos);
    }

    @Override
    public ZoneId getZone() {
        return other.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new SteadyClock(other.withZone(zone), nanoTime);
    }
}
