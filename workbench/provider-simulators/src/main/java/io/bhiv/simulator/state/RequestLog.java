package io.bhiv.simulator.state;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** The last requests that a simulator was sent, the oldest first. Paths only: queries and headers may hold secrets. */
public final class RequestLog {

    private static final int KEPT = 100_000;

    private final Deque<Entry> entries = new ArrayDeque<>();

    /**
     * One request.
     *
     * @param person whose token it carried; empty where it carried none that is valid
     * @param status of the answer; 0 where none was sent
     */
    public record Entry(Instant at, String method, String path, String person, int status) {}

    public synchronized void add(Entry entry) {
        if (entries.size() == KEPT) {
            entries.removeFirst();
        }
        entries.addLast(entry);
    }

    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Requests whose path begins so. */
    public long count(String path) {
        return count(entry -> entry.path().startsWith(path));
    }

    public synchronized long count(Predicate<Entry> which) {
        return entries.stream().filter(which).count();
    }

    public synchronized void clear() {
        entries.clear();
    }
}
