package io.bhiv.core.bucket;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/**
 * The configured store, for callers that must not wait: saves run on worker threads, a bounded number at once, with a
 * limit on the time a caller waits. A save that is still running then finishes by itself, whole, or not at all.
 */
@ApplicationScoped
public class Bucket {

    private static final int AT_ONCE = 16;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final BucketStore store;
    private final Semaphore places = new Semaphore(AT_ONCE);

    Bucket(BucketConfig config) {
        this.store = config.s3()
                .map(s3 -> (BucketStore) S3BucketStore.open(s3))
                .orElseGet(() -> new FolderBucketStore(config.dir(), UUID::randomUUID));
    }

    /** Never fails: every ending is an outcome. */
    public Uni<SaveOutcome> save(String filename, byte[] payload) {
        if (!places.tryAcquire()) {
            return Uni.createFrom().item(new SaveOutcome.Failed("too many saves at once"));
        }
        return Uni.createFrom()
                .item(() -> saveAndLeave(filename, payload))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .ifNoItem()
                .after(LIMIT)
                .recoverWithItem(new SaveOutcome.Failed("the store did not answer in time"))
                .onFailure()
                .recoverWithItem(failure -> new SaveOutcome.Failed(
                        "the save failed (" + failure.getClass().getSimpleName() + ")"));
    }

    private SaveOutcome saveAndLeave(String filename, byte[] payload) {
        try {
            return store.save(filename, payload);
        } finally {
            places.release();
        }
    }

    @PreDestroy
    void close() {
        if (store instanceof S3BucketStore s3) {
            s3.close();
        }
    }
}
