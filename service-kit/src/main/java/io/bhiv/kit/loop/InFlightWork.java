package io.bhiv.kit.loop;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Counts the work of one kind that is under way, so that the end of the service can wait for it. For any thread.
 *
 * <p>{@link #isEnding} is to be checked before work begins: what begins afterwards may not be waited for.
 */
public final class InFlightWork {

    private final AtomicInteger open = new AtomicInteger();
    private final Set<Runnable> breakable = ConcurrentHashMap.newKeySet();
    private volatile CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean ending;
    private volatile boolean broken;

    /** The same work, counted from its subscription until it ends, fails or is cancelled. */
    public <T> Uni<T> count(Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            open.incrementAndGet();
            // Cancelling what has ended already terminates it once more.
            AtomicBoolean counted = new AtomicBoolean(true);
            return Uni.createFrom()
                    .<T>deferred(() -> work.get())
                    .onTermination()
                    .invoke(() -> {
                        if (counted.compareAndSet(true, false)) {
                            left();
                        }
                    });
        });
    }

    /**
     * The same for work that holds a claim: what {@link #end} does not wait for any longer is cancelled, and released instead.
     *
     * @param release counts as a part of the work, whose result it then is
     */
    public <T> Uni<T> count(Supplier<Uni<T>> work, Supplier<Uni<T>> release) {
        return count(() -> {
            Uni<Supplier<Uni<T>>> done = Uni.createFrom()
                    .<T>deferred(() -> work.get())
                    .map(result -> () -> Uni.createFrom().item(result));
            return Uni.join()
                    .first(List.of(done, broken(release)))
                    .toTerminate()
                    .chain(Supplier::get);
        });
    }

    /** Has the item when the work is to be broken off. */
    private <T> Uni<T> broken(T item) {
        return Uni.createFrom().emitter(emitter -> {
            Runnable breakOff = () -> emitter.complete(item);
            breakable.add(breakOff);
            emitter.onTermination(() -> breakable.remove(breakOff));
            if (broken) {
                breakOff.run();
            }
        });
    }

    /** True from the beginning of the end. */
    public boolean isEnding() {
        return ending;
    }

    /**
     * Begins the end and waits for what is under way, at most for {@code limit}; true where nothing is left. For the thread
     * that ends the process.
     */
    public boolean awaitEnd(Duration limit) {
        ending = true;
        return awaitNone(limit);
    }

    /** The same, and then releases what is left, for which it waits as well; true where all has ended or was released. */
    public boolean end(Duration limit, Duration releasing) {
        if (awaitEnd(limit)) {
            return true;
        }
        broken = true;
        breakable.forEach(Runnable::run);
        return awaitNone(releasing);
    }

    private boolean awaitNone(Duration limit) {
        CompletableFuture<Void> none = new CompletableFuture<>();
        ended = none;
        if (open.get() > 0) {
            none.completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
        return open.get() == 0;
    }

    private void left() {
        if (open.decrementAndGet() == 0 && ending) {
            ended.complete(null);
        }
    }
}
