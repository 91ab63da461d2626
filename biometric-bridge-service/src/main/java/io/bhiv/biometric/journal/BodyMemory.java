package io.bhiv.biometric.journal;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The memory of whole bodies that are too large for a batch: payloads that were fetched and are not stored yet, and a large delivery
 * that is being claimed, which the driver holds twice while it reads the row. Each has a limit of its own; together they would exceed
 * the heap. So a large delivery is claimed while no payload is in memory, and payloads wait for that claim. For any thread.
 */
@ApplicationScoped
public class BodyMemory {

    /** Longer than payloads take that are on their way; nothing is claimed while Kafka is away, and addresses expire. */
    private static final Duration FIRST = Duration.ofSeconds(40);

    private long fetched;
    private boolean claiming;
    /** A large delivery is due: until then what is fetched must not keep it waiting. */
    private long firstUntil;

    private final LongSupplier nanos;

    BodyMemory() {
        this(System::nanoTime);
    }

    BodyMemory(LongSupplier nanos) {
        this.nanos = nanos;
        this.firstUntil = nanos.getAsLong();
    }

    /** Takes room for a payload; false where it and the others exceed {@code most}, or where a large delivery goes first. */
    public synchronized boolean tryFetch(long bytes, long most) {
        if (claiming || firstUntil - nanos.getAsLong() > 0 || fetched + bytes > most) {
            return false;
        }
        fetched += bytes;
        return true;
    }

    /** Gives room of payloads back, once nothing holds their bytes. */
    public synchronized void release(long bytes) {
        fetched -= bytes;
    }

    /** Bytes of payloads being fetched or stored. */
    public synchronized long fetched() {
        return fetched;
    }

    /**
     * Whether a large delivery may be claimed now; then {@link #claimed} must follow. If not, no further payload is let in before it for
     * a while.
     */
    synchronized boolean tryClaim() {
        if (fetched > 0 || claiming) {
            firstUntil = nanos.getAsLong() + FIRST.toNanos();
            return false;
        }
        notDue();
        claiming = true;
        return true;
    }

    synchronized void claimed() {
        claiming = false;
    }

    /** No large delivery is due, or another replica has it. */
    synchronized void notDue() {
        firstUntil = nanos.getAsLong();
    }
}
