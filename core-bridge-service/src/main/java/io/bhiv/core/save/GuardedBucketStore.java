package io.bhiv.core.save;

import io.bhiv.kit.call.Breaker;
import io.bhiv.kit.call.CallNotPermitted;
import java.util.concurrent.CompletableFuture;

/** A store that has to be called, behind a breaker: while it is away, saves end at once instead of holding a thread each. */
final class GuardedBucketStore implements BucketStore, AutoCloseable {

    private final S3BucketStore store;
    private final Breaker breaker;

    GuardedBucketStore(S3BucketStore store, Breaker breaker) {
        this.store = store;
        this.breaker = breaker;
    }

    /** On the calling thread. Every answer but a failure shows that the store is there. */
    @Override
    public SaveOutcome save(String filename, byte[] payload) {
        return breaker.<SaveOutcome>outcome(
                        () -> CompletableFuture.completedFuture(store.save(filename, payload)),
                        SaveOutcome.Failed.class::isInstance)
                .exceptionally(GuardedBucketStore::notTried)
                .toCompletableFuture()
                .join();
    }

    private static SaveOutcome notTried(Throwable failure) {
        if (failure instanceof CallNotPermitted) {
            return new SaveOutcome.NotTried("the breaker in front of the store is open");
        }
        throw new IllegalStateException("a store ends every save in an outcome", failure);
    }

    @Override
    public void close() {
        store.close();
    }
}
