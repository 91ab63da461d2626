package io.bhiv.biometric.relay;

import io.bhiv.biometric.identity.Delivery;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Deliveries that were just committed, waiting for the second half. Bounded in number and bytes; what does not fit is
 * dropped here without loss, because the journal has it and the sweeper will find it.
 */
@ApplicationScoped
public class Nudges {

    private final Queue<Delivery> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final int maxSize;
    private final long maxBytes;
    private volatile Runnable whenOffered = () -> {};

    Nudges(RelayConfig config, MeterRegistry meters) {
        this.maxSize = config.queueSize();
        this.maxBytes = config.queueBytes().asLongValue();
        Gauge.builder("bridge.relay.queue", size, AtomicInteger::get)
                .description("Deliveries waiting in memory for the second half")
                .register(meters);
    }

    /** Whether this many more, with bodies of so many bytes together, would be taken now. */
    public boolean hasRoomFor(int deliveries, long more) {
        return deliveries <= room() && more <= roomInBytes();
    }

    /** True where it was taken; false leaves it to the sweeper. */
    public boolean offer(Delivery delivery) {
        long weight = delivery.body().length;
        if (size.incrementAndGet() > maxSize || bytes.get() > maxBytes) {
            size.decrementAndGet();
            return false;
        }
        bytes.addAndGet(weight);
        queue.add(delivery);
        whenOffered.run();
        return true;
    }

    List<Delivery> take(int most) {
        List<Delivery> taken = new ArrayList<>(Math.min(most, Math.max(0, size.get())));
        while (taken.size() < most) {
            Delivery next = queue.poll();
            if (next == null) {
                break;
            }
            size.decrementAndGet();
            bytes.addAndGet(-next.body().length);
            taken.add(next);
        }
        return taken;
    }

    /** Room for this many more, by number. */
    int room() {
        return Math.max(0, maxSize - size.get());
    }

    /** Room for this many more bytes of bodies. */
    long roomInBytes() {
        return Math.max(0, maxBytes - bytes.get());
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    void whenOffered(Runnable listener) {
        whenOffered = listener;
    }
}
