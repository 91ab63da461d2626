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
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * The bytes of leases that this process holds, from their claim until they have been sent. Claims wait for each other in the order in
 * which they came. Nothing else draws on it, so leases never keep packets out, nor packets leases. For any thread; nothing blocks.
 */
@ApplicationScoped
public class LeaseMemory {

    static final int MOST_WAITING = 1_000;

    /** Shorter than a stop waits for requests. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private final long most;
    private final LongSupplier nanos;
    private final Deque<Waiting> line = new ArrayDeque<>();
    private long held;

    private record Waiting(Room room, long bytes, UniEmitter<? super Boolean> emitter) {}

    @Inject
    LeaseMemory(LeaseConfig config) {
        this(config.bytesAtOnce().asLongValue(), System::nanoTime);
    }

    LeaseMemory(long most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
    }

    /** For one request. Nothing is held yet. */
    public Room room() {
        return room(LONGEST_WAIT);
    }

    Room room(Duration patience) {
        return new Room(patience);
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
        private boolean reading;
        private boolean released;
        private Duration patience;

        private Room(Duration patience) {
            this.patience = patience;
        }

        /**
         * Completes when so many bytes are held; fails with {@link Overloaded} where others hold them for too long. A request that asks
         * several times has one time for all.
         */
        Uni<Void> hold(long wanted) {
            return Uni.createFrom().deferred(() -> {
                long begun = nanos.getAsLong();
                return Uni.createFrom()
                        .<Boolean>emitter(emitter -> enter(new Waiting(this, wanted, emitter)))
                        .ifNoItem()
                        .after(patience.isPositive() ? patience : Duration.ofMillis(1))
                        .failWith(() -> new Overloaded("Too many leases are being read at once"))
                        .invoke(() -> patience = patience.minusNanos(nanos.getAsLong() - begun))
                        .replaceWithVoid();
            });
        }

        /**
         * The statement, until whose real end the room is held, whether or not its caller still waits then.
         *
         * @param bytes what its result takes from then on
         */
        <T> Uni<T> reading(Uni<T> statement, ToLongFunction<T> bytes) {
            return Uni.createFrom().emitter(emitter -> {
                begin();
                statement
                        .subscribe()
                        .with(
                                found -> {
                                    end(bytes.applyAsLong(found));
                                    emitter.complete(found);
                                },
                                failure -> {
                                    end(0);
                                    emitter.fail(failure);
                                });
            });
        }

        private void begin() {
            synchronized (LeaseMemory.this) {
                reading = true;
            }
        }

        private void end(long kept) {
            synchronized (LeaseMemory.this) {
                reading = false;
                become(released ? 0 : kept);
            }
            admit();
        }

        private void enter(Waiting waiting) {
            synchronized (LeaseMemory.this) {
                if (line.size() == MOST_WAITING) {
                    waiting.emitter().fail(new Overloaded("Too many claims wait for room"));
                    return;
                }
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

        private void become(long now) {
            held += now - bytes;
            bytes = now;
        }

        /** At once, or when the statement under way has ended. Harmless when repeated. */
        public void release() {
            synchronized (LeaseMemory.this) {
                released = true;
                if (!reading) {
                    become(0);
                }
            }
            admit();
        }
    }
}
