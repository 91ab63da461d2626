package io.bhiv.core.send;

import io.bhiv.core.plan.AttemptOutcome;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Collects the outcome of one call. The status decides it, so an answer longer than the limit is not read: the connection is reset
 * and the outcome stands. An answer that does not end in time counts as none.
 */
final class OneAnswer {

    /** The deadline of the attempt has passed. */
    static final class TooSlow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooSlow() {
            super("too slow", null, false, false);
        }
    }

    private final CompletableFuture<AttemptOutcome> outcome = new CompletableFuture<>();
    private final AtomicReference<@Nullable HttpClientRequest> request = new AtomicReference<>();

    CompletionStage<AttemptOutcome> outcome() {
        return outcome;
    }

    /** A connection that is established after the deadline is closed. */
    void connected(HttpClientRequest connected) {
        request.set(connected);
        if (outcome.isDone()) {
            connected.reset();
        }
    }

    void reading(HttpClientResponse response, AttemptOutcome meaning, long limit) {
        AtomicLong read = new AtomicLong();
        response.exceptionHandler(this::fail);
        response.handler(part -> {
            if (read.addAndGet(part.length()) > limit) {
                outcome.complete(meaning);
                reset();
            }
        });
        response.endHandler(end -> outcome.complete(meaning));
    }

    void fail(Throwable failure) {
        outcome.completeExceptionally(failure);
    }

    void cutOff() {
        if (outcome.completeExceptionally(new TooSlow())) {
            reset();
        }
    }

    private void reset() {
        HttpClientRequest open = request.get();
        if (open != null) {
            open.reset();
        }
    }
}
