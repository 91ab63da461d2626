package io.bhiv.core.save;

import io.bhiv.kit.kafka.CircuitBreaker;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/**
 * The configured store, for callers that must not wait: saves run on worker threads, a bounded number at once, with a
 * limit on the time a caller waits. A save that is still running then finishes by itself, whole, or not at all.
 */
@ApplicationScoped
public class Bucket {

    /** More than deliveries ever make, so that only direct saves can be too many. */
    private static final int AT_ONCE = 96;

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final BucketStore store;
    private final Semaphore places = new Semaphore(AT_ONCE);

    Bucket(BucketConfig config, Clock clock) {
        this.store = config.s3()
                .map(s3 -> (BucketStore) new CalledBucketStore(S3BucketStore.open(s3), new CircuitBreaker(clock)))
                .orElseGet(() -> new FolderBucketStore(config.dir(), UUID::randomUUID));
    }

    /** Made at start and not by the first caller, who is an event loop. */
    void begin(@Observes StartupEvent started, Clock clock) {
        if (store instanceof FolderBucketStore folder) {
            try {
                int removed = folder.removeUnfinished(clock.instant().minus(Duration.ofHours(1)));
                if (removed > 0) {
                    Log.infof("Saves that a killed process left unfinished were removed [files=%d]", removed);
                }
            } catch (IOException | DirectoryIteratorException unreadable) {
                Log.warnf(
                        "The bucket folder cannot be looked through [cause=%s]",
                        unreadable.getClass().getSimpleName());
            }
        }
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
        if (store instanceof CalledBucketStore called) {
            called.close();
        }
    }
}
