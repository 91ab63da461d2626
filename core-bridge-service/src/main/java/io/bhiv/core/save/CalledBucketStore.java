package io.bhiv.core.save;

import io.bhiv.kit.kafka.CircuitBreaker;

/** A store that has to be called, behind a breaker: while it is away, saves end at once instead of holding a thread each. */
final class CalledBucketStore implements BucketStore, AutoCloseable {

    private final S3BucketStore store;
    private final CircuitBreaker breaker;

    CalledBucketStore(S3BucketStore store, CircuitBreaker breaker) {
        this.store = store;
        this.breaker = breaker;
    }

    @Override
    public SaveOutcome save(String filename, byte[] payload) {
        if (!breaker.tryAcquire()) {
            return new SaveOutcome.NotTried("the breaker in front of the store is open");
        }
        SaveOutcome outcome = store.save(filename, payload);
        switch (outcome) {
            case SaveOutcome.Failed failed -> breaker.failed();
            // The store answered, or was not needed.
            case SaveOutcome.Saved saved -> breaker.succeeded();
            case SaveOutcome.NotTried notTried -> throw new IllegalStateException("a store is called or fails");
            case SaveOutcome.BadName refused -> breaker.succeeded();
            case SaveOutcome.DiskFull full -> breaker.succeeded();
        }
        return outcome;
    }

    @Override
    public void close() {
        store.close();
    }
}
