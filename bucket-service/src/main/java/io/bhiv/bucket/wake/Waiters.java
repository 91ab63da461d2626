package io.bhiv.bucket.wake;

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
 * <p>Protocol against the race: whoever waits first takes its place ({@link #place}), then looks again, and only then
 * sleeps ({@link Place#rest}). What was committed before it took its place is seen by that second look; what is
 * committed afterwards rouses it, even before it sleeps. Longest waiting first; safe for any thread.
 */
@ApplicationScoped
public class Waiters {

    private final ConcurrentLinkedDeque<Place> places = new ConcurrentLinkedDeque<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** Takes a place in the queue of those who wait. It must be left by {@link Place#leave()}, whatever happens. */
    public Place place(int limit) {
        if (waiting.incrementAndGet() > limit) {
            waiting.decrementAndGet();
            throw new Overloaded("Too many requests are waiting for work");
        }
        Place place = new Place();
        places.addLast(place);
        return place;
    }

    public int waiting() {
        return waiting.get();
    }

    /** Rouses up to {@code packets} of those who wait: each finds at least one packet unless somebody else is quicker. */
    public void rouse(int packets) {
        Iterator<Place> longestFirst = places.iterator();
        int left = packets;
        while (left > 0 && longestFirst.hasNext()) {
            if (longestFirst.next().rouse()) {
                left--;
            }
        }
    }

    private enum Mood {
        LOOKING,
        /** Roused while it was looking: the next rest ends at once. */
        ROUSED,
        RESTING
    }

    /** One waiting request. */
    public final class Place {

        private Mood mood = Mood.LOOKING;
        private @Nullable UniEmitter<? super Boolean> sleeper;
        private boolean left;

        /** Completes with true when roused, with false after {@code atMost}. */
        public Uni<Boolean> rest(Duration atMost) {
            return Uni.createFrom()
                    .<Boolean>emitter(this::lieDown)
                    .ifNoItem()
                    .after(atMost)
                    .recoverWithItem(false)
                    .invoke(ignored -> getUp());
        }

        public void leave() {
            synchronized (this) {
                if (left) {
                    return;
                }
                left = true;
            }
            places.remove(this);
            waiting.decrementAndGet();
        }

        private synchronized void lieDown(UniEmitter<? super Boolean> emitter) {
            if (mood == Mood.ROUSED) {
                mood = Mood.LOOKING;
                emitter.complete(true);
            } else {
                mood = Mood.RESTING;
                sleeper = emitter;
            }
        }

        private synchronized void getUp() {
            if (mood == Mood.RESTING) {
                mood = Mood.LOOKING;
            }
            sleeper = null;
        }

        /** False where it was roused already and has not looked since. */
        private boolean rouse() {
            @Nullable UniEmitter<? super Boolean> woken;
            synchronized (this) {
                if (left || mood == Mood.ROUSED) {
                    return false;
                }
                woken = sleeper;
                sleeper = null;
                mood = mood == Mood.RESTING ? Mood.LOOKING : Mood.ROUSED;
            }
            if (woken != null) {
                woken.complete(true);
            }
            return true;
        }
    }
}
