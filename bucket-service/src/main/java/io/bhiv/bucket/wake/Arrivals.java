package io.bhiv.bucket.wake;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Spreads the news of committed packets: to waiters here, to whoever listens in this process, and to other replicas. */
@ApplicationScoped
public class Arrivals {

    private final Waiters waiters;
    private final RedisHints redis;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    Arrivals(Waiters waiters, RedisHints redis) {
        this.waiters = waiters;
        this.redis = redis;
    }

    /** Calls {@code listener} on every announcement; it must neither wait nor fail. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    /** To be called after the commit, never before. */
    public void announce(int packets) {
        waiters.rouse(packets);
        listeners.forEach(Runnable::run);
        redis.committed();
    }
}
