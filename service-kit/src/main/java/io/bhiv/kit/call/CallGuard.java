package io.bhiv.kit.call;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls one destination behind its breaker, each call with a time limit.
 *
 * <p>The limit ends the call: the {@link Uni} that makes it is cancelled, so the caller must attach what cancelling means
 * there (reset the request, close the connection) with {@code onCancellation()}. Cancelling the returned Uni does the same.
 */
public final class CallGuard {

    private final Breaker breaker;
    private final Duration limit;

    public CallGuard(Breaker breaker, Duration limit) {
        this.breaker = breaker;
        this.limit = limit;
    }

    public Breaker breaker() {
        return breaker;
    }

    /** Makes the call when the Uni is subscribed to, or fails with {@link CallNotPermitted} without making it. */
    public <T> Uni<T> call(Supplier<Uni<T>> call) {
        return Uni.createFrom()
                .emitter(emitter -> breaker.call(() -> begin(call, emitter))
                        .whenComplete((done, failure) -> finish(emitter, done, failure)));
    }

    private <T> CompletableFuture<T> begin(Supplier<Uni<T>> call, UniEmitter<? super T> emitter) {
        CompletableFuture<T> running = Uni.createFrom()
                .deferred(call::get)
                .ifNoItem()
                .after(limit)
                .fail()
                .subscribeAsCompletionStage();
        emitter.onTermination(() -> running.cancel(false));
        return running;
    }

    private static <T> void finish(UniEmitter<? super T> emitter, @Nullable T done, @Nullable Throwable failure) {
        if (failure == null) {
            emitter.complete(done);
        } else {
            emitter.fail(failure);
        }
    }
}
