package io.bhiv.bucket.relay;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Announces commits to everything that waits for work: waiting requests, loops of this process, other replicas. */
@ApplicationScoped
public class Committed {

    private final Waiters waiters;
    private final RedisHints redis;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    Committed(Waiters waiters, RedisHints redis) {
        this.waiters = waiters;
        this.redis = redis;
    }

    /** Calls {@code listener} on every announcement; it must neither block nor fail. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    /** Call it after the commit, never before; does nothing for 0 packets. */
    public void announce(int packets) {
        if (packets > 0) {
            waiters.wake(packets);
            listeners.forEach(Runnable::run);
            redis.committed();
        }
    }
}
