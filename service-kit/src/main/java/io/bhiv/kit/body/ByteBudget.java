package io.bhiv.kit.body;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The bytes of bodies that this process holds, whichever step holds them: requests on their way in, what is claimed from a journal,
 * downloads, pages. Each step draws on this one budget, so that limits that are sound one by one cannot exceed the heap together.
 *
 * <p>A piece of at most {@value #SMALL} bytes is small. Three quarters of the budget is the most that larger ones hold, the last quarter
 * is for small ones alone: a small one never waits behind a large one. Small ones take more than their quarter only where nobody waits,
 * and never more than is left. Large ones that can wait get their turns in the order in which they asked first. What cannot wait, such as
 * a body that arrives, leaves room for the first of them and passes the others: a long line keeps nobody out. One large piece may always
 * be held alone, however large. For any thread; nothing here blocks.
 */
@Singleton
public class ByteBudget {

    /** Bytes of a piece up to which it is small. */
    public static final long SMALL = 64 << 10;

    private final long most;
    private final long mostLarge;
    private final LongSupplier nanos;
    private final Map<Object, Waiting> line = new LinkedHashMap<>();
    private long small;
    private long large;

    /** Somebody who was refused and asks again; forgotten after a while without asking. */
    private record Waiting(long bytes, long until) {}

    @Inject
    ByteBudget(BodyConfig config, MeterRegistry meters) {
        this(config.atOnce().asLongValue(), System::nanoTime);
        Gauge.builder("bridge.bodies.bytes", this, ByteBudget::taken)
                .description(
                        "Bytes of bodies that are held: requests that are being answered, claims, downloads, pages")
                .register(meters);
    }

    /** A budget of this many bytes. */
    public ByteBudget(long most, LongSupplier nanos) {
        this.most = most;
        this.mostLarge = most / 4 * 3;
        this.nanos = nanos;
    }

    /** Bytes held now. */
    public synchronized long taken() {
        return small + large;
    }

    /** Nothing is held yet; for what grows as its bytes arrive. */
    public Room room() {
        return new Room();
    }

    /** Holds so many bytes, or nothing where there is no room for them now. */
    public Optional<Room> tryTake(long bytes) {
        Room room = new Room();
        return room.tryHold(bytes) ? Optional.of(room) : Optional.empty();
    }

    /**
     * The same for somebody who asks again until there is room, and for whom the bytes that become free are then kept.
     *
     * @param who tells it from others that wait
     * @param patience time without asking again after which the turn is lost
     */
    public Optional<Room> tryTakeInTurn(Object who, long bytes, Duration patience) {
        Room room = new Room();
        return room.tryHoldInTurn(who, bytes, patience) ? Optional.of(room) : Optional.empty();
    }

    /** Gives up a turn that is waited for, if any. */
    public synchronized void leaveLine(Object who) {
        line.remove(who);
    }

    /**
     * A statement that sends or reads so many bytes. They belong to its caller while the caller waits; after a caller has given up, by
     * a time limit or because it was cancelled, they count here until the statement has really ended, because cancelling takes nothing
     * from the driver.
     */
    public <T> Uni<T> watch(long bytes, Uni<T> statement) {
        return Uni.createFrom().deferred(() -> {
            Watched watched = new Watched(bytes);
            return Uni.createFrom()
                    .<T>emitter(emitter -> {
                        if (watched.begin()) {
                            statement
                                    .onTermination()
                                    .invoke(watched::ended)
                                    .subscribe()
                                    .with(emitter::complete, emitter::fail);
                        }
                    })
                    .onCancellation()
                    .invoke(watched::abandon);
        });
    }

    /** A statement between its beginning and its end. */
    private final class Watched {

        private enum State {
            WAITING,
            RUNNING,
            ABANDONED,
            OVER
        }

        private final long bytes;
        private State state = State.WAITING;

        Watched(long bytes) {
            this.bytes = bytes;
        }

        /** False where it was given up already: then it need not begin. */
        synchronized boolean begin() {
            boolean begins = state == State.WAITING;
            state = begins ? State.RUNNING : state;
            return begins;
        }

        synchronized void abandon() {
            if (state == State.RUNNING) {
                addLarge(bytes);
                state = State.ABANDONED;
            } else if (state == State.WAITING) {
                state = State.OVER;
            }
        }

        synchronized void ended() {
            if (state == State.ABANDONED) {
                addLarge(-bytes);
            }
            state = State.OVER;
        }
    }

    private synchronized void addLarge(long bytes) {
        large += bytes;
    }

    private boolean fitsLarge(long weight, long ahead) {
        return ahead + large + weight <= mostLarge && small + large + weight <= most;
    }

    private void removeTimedOut() {
        long now = nanos.getAsLong();
        line.values().removeIf(waiting -> waiting.until() - now <= 0);
    }

    private boolean isLineEmpty() {
        removeTimedOut();
        return line.isEmpty();
    }

    private long firstInLine() {
        return isLineEmpty() ? 0 : line.values().iterator().next().bytes();
    }

    private long waitingBefore(Object who) {
        removeTimedOut();
        long before = 0;
        for (Map.Entry<Object, Waiting> waiting : line.entrySet()) {
            if (waiting.getKey().equals(who)) {
                break;
            }
            before += waiting.getValue().bytes();
        }
        return before;
    }

    /** The bytes of one piece of work. For one thread at a time. */
    public final class Room {

        private long ofSmall;
        private long ofLarge;
        /** A part that comes after its end must not be held for ever. */
        private boolean released;

        private Room() {}

        /** Holds so many more; false where there is no room for them, or after the release, and then none of them is held. */
        public boolean tryHold(long bytes) {
            synchronized (ByteBudget.this) {
                if (released) {
                    return false;
                }
                if (ofSmall + ofLarge + bytes <= SMALL) {
                    return tryHoldSmall(bytes);
                }
                // Who is inside already goes before those who wait: its end is what they wait for.
                return tryHoldLarge(Math.min(bytes, mostLarge), ofLarge > 0 ? 0 : firstInLine());
            }
        }

        /** The same for somebody who asks again until there is room: {@link ByteBudget#tryTakeInTurn}. */
        public boolean tryHoldInTurn(Object who, long bytes, Duration patience) {
            synchronized (ByteBudget.this) {
                if (released) {
                    return false;
                }
                long weight = Math.min(bytes, mostLarge);
                boolean held = bytes <= SMALL ? tryHoldSmall(bytes) : tryHoldLarge(weight, waitingBefore(who));
                if (held) {
                    line.remove(who);
                } else {
                    long until = nanos.getAsLong() + patience.toNanos();
                    line.compute(who, (key, before) -> new Waiting(weight, until));
                }
                return held;
            }
        }

        private boolean tryHoldLarge(long weight, long ahead) {
            boolean fits = fitsLarge(weight, ahead);
            if (fits) {
                addLarge(weight);
            }
            return fits;
        }

        private boolean tryHoldSmall(long bytes) {
            boolean fits = small + bytes <= most - mostLarge || (small + large + bytes <= most && isLineEmpty());
            if (fits) {
                small += bytes;
                ofSmall += bytes;
            }
            return fits;
        }

        private void addLarge(long bytes) {
            large += bytes;
            ofLarge += bytes;
        }

        /** Gives a part back that turned out not to be needed. */
        public void giveBack(long bytes) {
            synchronized (ByteBudget.this) {
                long less = Math.min(bytes, ofLarge);
                addLarge(-less);
                less = Math.min(bytes - less, ofSmall);
                small -= less;
                ofSmall -= less;
            }
        }

        /** Bytes that are held. */
        public long bytes() {
            synchronized (ByteBudget.this) {
                return ofSmall + ofLarge;
            }
        }

        /** Gives everything back, once nothing holds the bytes any longer, and holds nothing more. Harmless when repeated. */
        public void release() {
            synchronized (ByteBudget.this) {
                released = true;
                small -= ofSmall;
                large -= ofLarge;
                ofSmall = 0;
                ofLarge = 0;
            }
        }

        /** The statement, with whose real end the room is given back, whether or not its caller still waits then. */
        public <T> Uni<T> until(Uni<T> statement) {
            return Uni.createFrom()
                    .emitter(emitter -> statement
                            .subscribe()
                            .with(
                                    item -> {
                                        release();
                                        emitter.complete(item);
                                    },
                                    failure -> {
                                        release();
                                        emitter.fail(failure);
                                    }));
        }
    }
}
