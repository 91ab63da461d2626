package io.bhiv.core.save;

import io.bhiv.kit.call.BreakerSettings;
import io.bhiv.kit.call.Breakers;
import io.bhiv.kit.lines.DiskRoom;
import io.micrometer.core.instrument.MeterRegistry;
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

    /** Threads that saves may hold; what else runs on worker threads keeps the rest. */
    private static final int AT_ONCE = 96;

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final BucketStore store;
    private final Semaphore places = new Semaphore(AT_ONCE);

    Bucket(BucketConfig config, Breakers breakers) {
        this.store = config.s3()
                .map(s3 -> (BucketStore) new GuardedBucketStore(
                        S3BucketStore.open(s3), breakers.before(BreakerSettings.published("bucket-store"))))
                .orElseGet(() -> new FolderBucketStore(config.dir(), UUID::randomUUID));
    }

    /** Opens the store at start, because the first caller is an event loop. */
    void begin(@Observes StartupEvent started, BucketConfig config, MeterRegistry meters, Clock clock) {
        if (store instanceof FolderBucketStore folder) {
            DiskRoom.show(meters, "bucket", config.dir());
            try {
                int removed = folder.removeUnfinished(clock.instant().minus(Duration.ofHours(1)));
                if (removed > 0) {
                    Log.infof("Removed unfinished saves of a process that was killed [files=%d]", removed);
                }
            } catch (IOException | DirectoryIteratorException unreadable) {
                Log.warnf(
                        "Cannot list the bucket folder [cause=%s]",
                        unreadable.getClass().getSimpleName());
            }
        }
    }

    /** Saves that may start now. A save that hangs keeps its place until its thread is free. */
    public int room() {
        return places.availablePermits();
    }

    /** Never fails: every ending is an outcome. */
    public Uni<SaveOutcome> save(String filename, byte[] payload) {
        if (!places.tryAcquire()) {
            return Uni.createFrom().item(new SaveOutcome.NotTried("too many saves at once"));
        }
        return Uni.createFrom()
                .item(() -> saveAndLeave(filename, payload))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .ifNoItem()
                .after(LIMIT)
                .recoverWithItem(new SaveOutcome.Failed("the store did not answer in time"));
    }

    /** A failure becomes an outcome here, on its own thread: the caller may have stopped waiting long before. */
    private SaveOutcome saveAndLeave(String filename, byte[] payload) {
        try {
            return store.save(filename, payload);
        } catch (RuntimeException failure) {
            return new SaveOutcome.Failed(
                    "the save failed (" + failure.getClass().getSimpleName() + ")");
        } finally {
            places.release();
        }
    }

    @PreDestroy
    void close() {
        if (store instanceof GuardedBucketStore called) {
            called.close();
        }
    }
}
