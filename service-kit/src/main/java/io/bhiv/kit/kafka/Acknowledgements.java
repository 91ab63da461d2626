package io.bhiv.kit.kafka;

import io.bhiv.kit.log.SafeFailure;
import io.quarkus.logging.Log;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Joins the acknowledgements of several records into one stage. Called on the producer's own thread. */
final class Acknowledgements implements Callback {

    private final AtomicInteger outstanding;
    private final CompletableFuture<Void> all = new CompletableFuture<>();
    private final Runnable onSuccess;
    private final Consumer<Throwable> onFailure;
    private final Consumer<RecordMetadata> placed;

    Acknowledgements(int records, Runnable onSuccess, Consumer<Throwable> onFailure, Consumer<RecordMetadata> placed) {
        this.outstanding = new AtomicInteger(records);
        this.onSuccess = onSuccess;
        this.onFailure = onFailure;
        this.placed = placed;
    }

    CompletableFuture<Void> all() {
        return all;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, @Nullable Exception failure) {
        if (failure != null) {
            failed(failure);
            return;
        }
        tellPlace(metadata);
        if (outstanding.decrementAndGet() == 0) {
            onSuccess.run();
            all.complete(null);
        }
    }

    /** Of a record that a broker had already, the answer may lack the position. */
    private void tellPlace(RecordMetadata metadata) {
        if (!metadata.hasOffset()) {
            return;
        }
        try {
            placed.accept(metadata);
        } catch (RuntimeException failure) {
            // The record is acknowledged all the same. The producer would swallow this, and the group would never end.
            Log.errorf(
                    "The position of a record is unknown [topic=%s cause=%s]",
                    metadata.topic(), SafeFailure.describe(failure));
        }
    }

    /** One group of records counts once: the breaker counts calls, not records. */
    void failed(Throwable failure) {
        if (all.completeExceptionally(failure)) {
            onFailure.accept(failure);
        }
    }
}
