package io.bhiv.bucket.relay;

import io.bhiv.kit.commit.Overloaded;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Requests that found no work and wait for some.
 *
 * <p>Protocol against the race: a request first takes a slot ({@link #take}), then queries again, and only then sleeps
 * ({@link Slot#sleep}). A commit before the slot was taken is seen by that second query; a later commit wakes the slot,
 * even before it sleeps. Longest waiting first; safe for any thread.
 */
@ApplicationScoped
public class Waiters {

    private final ConcurrentLinkedDeque<Slot> slots = new ConcurrentLinkedDeque<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** Takes a slot, which must be left by {@link Slot#leave()} in every case. Fails if {@code limit} are taken. */
    public Slot take(int limit) {
        if (waiting.incrementAndGet() > limit) {
            waiting.decrementAndGet();
            throw new Overloaded("Too many requests are waiting for work");
        }
        Slot slot = new Slot();
        slots.addLast(slot);
        return slot;
    }

    public int waiting() {
        return waiting.get();
    }

    /** Wakes up to {@code packets} waiting requests: each finds a packet unless another consumer claims it first. */
    public void wake(int packets) {
        Iterator<Slot> longestFirst = slots.iterator();
        int left = packets;
        while (left > 0 && longestFirst.hasNext()) {
            if (longestFirst.next().wake()) {
                left--;
            }
        }
    }

    private enum State {
        QUERYING,
        /** Woken during its query: the next sleep ends at once. */
        WOKEN,
        SLEEPING
    }

    /** One waiting request. */
    public final class Slot {

        private State state = State.QUERYING;
        private @Nullable UniEmitter<? super Boolean> sleeper;
        private boolean left;

        /** Completes with true when woken, with false after {@code atMost}. */
        public Uni<Boolean> sleep(Duration atMost) {
            return Uni.createFrom()
                    .<Boolean>emitter(this::startSleep)
                    .ifNoItem()
                    .after(atMost)
                    .recoverWithItem(false)
                    .invoke(ignored -> endSleep());
        }

        public void leave() {
            synchronized (this) {
                if (left) {
                    return;
                }
                left = true;
            }
            slots.remove(this);
            waiting.decrementAndGet();
        }

        private synchronized void startSleep(UniEmitter<? super Boolean> emitter) {
            if (state == State.WOKEN) {
                state = State.QUERYING;
                emitter.complete(true);
            } else {
                state = State.SLEEPING;
                sleeper = emitter;
            }
        }

        private synchronized void endSleep() {
            if (state == State.SLEEPING) {
                state = State.QUERYING;
            }
            sleeper = null;
        }

        /** False if it was woken before and has not queried since. */
        private boolean wake() {
            @Nullable UniEmitter<? super Boolean> woken;
            synchronized (this) {
                if (left || state == State.WOKEN) {
                    return false;
                }
                woken = sleeper;
                sleeper = null;
                state = state == State.SLEEPING ? State.QUERYING : State.WOKEN;
            }
            if (woken != null) {
                woken.complete(true);
            }
            return true;
        }
    }
}
