package io.bhiv.biometric.api;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Reads one body, never more of it than allowed and never longer than the deadline.
 *
 * <p>Bytes are counted as they come, so a body without a declared length, or with a false one, ends at the same limit.
 * Runs on the request's event loop only. The result is delivered exactly once.
 */
final class BodyReader {

    /** How reading ended. */
    sealed interface Result {

        record Complete(byte[] body) implements Result {}

        record TooLarge() implements Result {}

        record NoRoom() implements Result {}

        record TooSlow() implements Result {}

        /** The caller closed the connection. */
        record Cut() implements Result {}
    }

    /** Called once. */
    @FunctionalInterface
    interface Listener {

        /** The body's bytes still count in its share, which is released with the answer. */
        void ended(Result result);
    }

    private final HttpServerRequest request;
    private final Vertx vertx;
    private final Admission.Share share;
    private final long limit;
    private final Listener whenDone;
    private Buffer body = Buffer.buffer();

    private long deadline = -1;
    private boolean done;

    BodyReader(HttpServerRequest request, Vertx vertx, Admission.Share share, long limit, Listener whenDone) {
        this.request = request;
        this.vertx = vertx;
        this.share = share;
        this.limit = limit;
        this.whenDone = whenDone;
    }

    void start(long deadlineMillis) {
        deadline = vertx.setTimer(deadlineMillis, ignored -> finish(new Result.TooSlow()));
        request.handler(this::take);
        request.exceptionHandler(ignored -> finish(new Result.Cut()));
        request.endHandler(ignored -> finish(new Result.Complete(taken())));
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            // Only now: what was refused by its headers is never sent.
            request.response().writeContinue();
        }
        request.resume();
    }

    private void take(Buffer chunk) {
        if (done) {
            return;
        }
        if (body.length() + chunk.length() > limit) {
            finish(new Result.TooLarge());
        } else if (!share.tryHold(chunk.length())) {
            finish(new Result.NoRoom());
        } else {
            body.appendBuffer(chunk);
        }
    }

    /** The only copy from now on: a large body must not be held twice until it is answered. */
    private byte[] taken() {
        byte[] whole = body.getBytes();
        body = Buffer.buffer();
        return whole;
    }

    private void finish(Result result) {
        if (!done) {
            done = true;
            vertx.cancelTimer(deadline);
            whenDone.ended(result);
        }
    }
}
