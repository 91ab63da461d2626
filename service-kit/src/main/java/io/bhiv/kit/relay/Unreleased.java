package io.bhiv.kit.relay;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Items whose claims are still to be released, the oldest first, bounded by number and by weight. For any thread.
 *
 * <p>The bound is met where the store goes on committing and releases nothing: what has no room is due when its claim expires.
 */
final class Unreleased<T> {

    private final int maxItems;
    private final long maxBytes;
    private final ToLongFunction<T> weigh;
    private final Deque<T> items = new ArrayDeque<>();
    private long bytes;

    Unreleased(int maxItems, long maxBytes, ToLongFunction<T> weigh) {
        this.maxItems = maxItems;
        this.maxBytes = maxBytes;
        this.weigh = weigh;
    }

    /** All of them, or none where they have no room. */
    synchronized boolean add(List<T> more) {
        long weight = more.stream().mapToLong(weigh).sum();
        if (items.size() + more.size() > maxItems || bytes + weight > maxBytes) {
            return false;
        }
        items.addAll(more);
        bytes += weight;
        return true;
    }

    /** So many, at most, to be released now; they stay until {@link #remove}. */
    synchronized List<T> oldest(int most) {
        return items.stream().limit(most).toList();
    }

    /** The first so many, which are released. */
    synchronized void remove(int released) {
        for (int left = released; left > 0 && !items.isEmpty(); left--) {
            bytes -= weigh.applyAsLong(items.removeFirst());
        }
    }

    synchronized boolean isEmpty() {
        return items.isEmpty();
    }
}
