package io.bhiv.bucket.lease;

import io.bhiv.kit.commit.Overloaded;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The bytes of leases that this process holds, from their claim until they have been sent. Claims wait for each other in the order in
 * which they came. Nothing else draws on it, so leases never keep packets out, nor packets leases. For any thread; nothing blocks.
 */
@ApplicationScoped
public class LeaseMemory {

    private final long most;
    private final Deque<Waiting> line = new ArrayDeque<>();
    private long held;

    private record Waiting(Room room, long bytes, UniEmitter<? super Boolean> emitter) {}

    @Inject
    LeaseMemory(LeaseConfig config) {
        this(config.bytesAtOnce().asLongValue());
    }

    LeaseMemory(long most) {
        this.most = most;
    }

    /** For one request. Nothing is held yet. */
    public Room room() {
        return new Room();
    }

    /** Bytes held now. */
    public synchronized long held() {
        return held;
    }

    private boolean fits(long bytes) {
        // One lease may always be held alone, however large.
        return held == 0 || held + bytes <= most;
    }

    /** Outside of the lock goes what follows: it may come back here. */
    private void admit() {
        List<Waiting> admitted = new ArrayList<>();
        synchronized (this) {
            while (!line.isEmpty() && fits(line.getFirst().bytes())) {
                Waiting first = line.removeFirst();
                first.room().add(first.bytes());
                admitted.add(first);
            }
        }
        admitted.forEach(one -> one.emitter().complete(true));
    }

    /** What one request holds. */
    public final class Room {

        private long bytes;
        private boolean released;

        private Room() {}

        /** Completes when so many bytes are held; fails with {@link Overloaded} where others hold them for too long. */
        Uni<Void> hold(long wanted, Duration patience) {
            return Uni.createFrom()
                    .<Boolean>emitter(emitter -> enter(new Waiting(this, wanted, emitter)))
                    .ifNoItem()
                    .after(patience)
                    .failWith(() -> new Overloaded("Too many leases are being read at once"))
                    .replaceWithVoid();
        }

        private void enter(Waiting waiting) {
            synchronized (LeaseMemory.this) {
                line.addLast(waiting);
            }
            waiting.emitter().onTermination(() -> leave(waiting));
            admit();
        }

        /** Who leaves may have been the one that did not fit. */
        private void leave(Waiting waiting) {
            synchronized (LeaseMemory.this) {
                line.remove(waiting);
            }
            admit();
        }

        private void add(long more) {
            if (!released) {
                bytes += more;
                held += more;
            }
        }

        /** Holds this much from now on, and no more. */
        void keep(long less) {
            synchronized (LeaseMemory.this) {
                if (!released) {
                    held += less - bytes;
                    bytes = less;
                }
            }
            admit();
        }

        /** Harmless when repeated. */
        public void release() {
            synchronized (LeaseMemory.this) {
                released = true;
                held -= bytes;
                bytes = 0;
            }
            admit();
        }
    }
}
