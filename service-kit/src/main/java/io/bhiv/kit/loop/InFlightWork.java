package io.bhiv.kit.loop;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Counts the work of one kind that is under way, so that the end of the service can wait for it. For any thread.
 *
 * <p>{@link #isEnding} is to be asked before work begins: what begins afterwards may not be waited for.
 */
public final class InFlightWork {

    private final AtomicInteger open = new AtomicInteger();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean ending;

    /** The same work, counted from its subscription until it ends, fails or is cancelled. */
    public <T> Uni<T> count(Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            open.incrementAndGet();
            return Uni.createFrom()
                    .<T>deferred(() -> work.get())
                    .onTermination()
                    .invoke(this::left);
        });
    }

    /** True from the beginning of the end. */
    public boolean isEnding() {
        return ending;
    }

    /** Begins the end and waits for what is under way, at most for {@code limit}; true where nothing is left. For the thread that ends the process. */
    public boolean awaitEnd(Duration limit) {
        ending = true;
        if (open.get() > 0) {
            ended.completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS)
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
