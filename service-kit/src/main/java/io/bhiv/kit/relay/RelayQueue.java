package io.bhiv.kit.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/** Items waiting in memory, bounded by number and by weight. For any thread; an item that has no room is not taken. */
final class RelayQueue<T> {

    private final Queue<T> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final int maxSize;
    private final long maxBytes;
    private final ToLongFunction<T> weigh;

    RelayQueue(int maxSize, long maxBytes, ToLongFunction<T> weigh) {
        this.maxSize = maxSize;
        this.maxBytes = maxBytes;
        this.weigh = weigh;
    }

    boolean offer(T item) {
        if (size.incrementAndGet() > maxSize || bytes.get() > maxBytes) {
            size.decrementAndGet();
            return false;
        }
        bytes.addAndGet(weigh.applyAsLong(item));
        queue.add(item);
        return true;
    }

    /** The oldest, until either limit is reached; empty where nothing waits. */
    List<T> take(int most, long mostBytes) {
        List<T> taken = new ArrayList<>(Math.min(most, Math.max(0, size.get())));
        long weight = 0;
        while (taken.size() < most && weight < mostBytes) {
            T next = queue.poll();
            if (next == null) {
                break;
            }
            weight += weigh.applyAsLong(next);
            taken.add(next);
        }
        size.addAndGet(-taken.size());
        bytes.addAndGet(-weight);
        return taken;
    }

    int size() {
        return size.get();
    }

    int room() {
        return Math.max(0, maxSize - size.get());
    }

    long roomInBytes() {
        return Math.max(0, maxBytes - bytes.get());
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }
}
