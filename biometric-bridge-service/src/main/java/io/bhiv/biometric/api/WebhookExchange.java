package io.bhiv.biometric.api;

import io.bhiv.biometric.IngestOutcome;
import io.bhiv.biometric.IngestPipeline;
import io.bhiv.biometric.api.WebhookResponses.Answer;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.status.IntakeCounts.Refusal;
import io.bhiv.biometric.verify.SignedRequest;
import io.bhiv.kit.body.RequestEnd;
import io.bhiv.kit.commit.Overloaded;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.log.SafeFailure;
import io.bhiv.kit.store.StoreFailure;
import io.bhiv.model.biometric.Provider;
import io.quarkus.logging.Log;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** One webhook from its first byte to its answer. Lives on the request's event loop. */
final class WebhookExchange {

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Vertx vertx;
    private final Context eventLoop;
    private final Provider provider;
    private final Admission admission;
    private final Admission.Share share;
    private final IngestPipeline pipeline;
    private final WebhookMetrics metrics;
    private final IntakeCounters<Refusal, ParkReason> counters;
    private final WebhookConfig config;
    private final long began = System.nanoTime();

    private boolean inside;
    private boolean decided;

    WebhookExchange(
            RoutingContext context,
            Provider provider,
            Admission admission,
            IngestPipeline pipeline,
            WebhookMetrics metrics,
            IntakeCounters<Refusal, ParkReason> counters,
            WebhookConfig config) {
        this.request = context.request();
        this.response = context.response();
        this.vertx = context.vertx();
        this.eventLoop = vertx.getOrCreateContext();
        this.provider = provider;
        this.admission = admission;
        this.share = admission.share(provider);
        this.pipeline = pipeline;
        this.metrics = metrics;
        this.counters = counters;
        this.config = config;
        counters.received(1);
    }

    boolean enter() {
        inside = admission.tryEnter();
        return inside;
    }

    void read(long limit) {
        new BodyReader(request, vertx, share, limit, result -> ended(result, limit))
                .start(config.bodyDeadline().toMillis());
    }

    private void ended(BodyReader.Result result, long limit) {
        switch (result) {
            case BodyReader.Result.Complete(byte[] body) -> ingest(body);
            case BodyReader.Result.TooLarge tooLarge -> end(WebhookResponses.tooLarge(request, limit));
            case BodyReader.Result.NoRoom noRoom -> {
                RequestEnd.announce(request);
                end(WebhookResponses.overloaded(response, "Too many bytes at once"));
            }
            case BodyReader.Result.TooSlow tooSlow -> end(WebhookResponses.tooSlow(request));
            case BodyReader.Result.Cut cut -> end(Answer.CUT);
        }
    }

    /** Counts the answer and releases what was held. */
    void end(Answer answer) {
        metrics.count(provider, answer, System.nanoTime() - began);
        if (!decided) {
            counters.refused(refusal(answer), 1);
        }
        if (inside) {
            inside = false;
            share.release();
            admission.leave();
        }
        RequestEnd.after(request, vertx);
    }

    private void ingest(byte[] body) {
        SignedRequest signed = new SignedRequest(request.headers()::getAll, body);
        var ingested = body.length <= config.hashInlineUpTo().asLongValue()
                ? pipeline.ingest(provider, signed)
                : pipeline.ingestLarge(provider, signed);
        ingested.subscribe().with(outcome -> onLoop(() -> answer(outcome)), failure -> onLoop(() -> fail(failure)));
    }

    private void onLoop(Runnable action) {
        eventLoop.runOnContext(ignored -> action.run());
    }

    private void answer(IngestOutcome outcome) {
        decided = true;
        if (outcome instanceof IngestOutcome.Refused(var reason)) {
            counters.refused(Refusal.of(reason), 1);
        }
        // A delivery that is stored stays stored: if the caller is gone, its retry will be a duplicate.
        end(response.closed() ? Answer.CUT : WebhookResponses.answer(response, outcome));
    }

    private void fail(Throwable failure) {
        if (StoreFailure.isTransient(failure)) {
            Log.debugf(
                    "A webhook was refused because the store did not answer [cause=%s]", StoreFailure.summary(failure));
        } else if (!(failure instanceof Overloaded)) {
            Log.errorf(
                    "A webhook ended in an unexpected failure [provider=%s cause=%s]",
                    provider, SafeFailure.describe(failure));
        }
        end(response.closed() ? Answer.CUT : WebhookResponses.failed(response, failure));
    }

    /** Of an answer without an outcome of the pipeline. */
    private static Refusal refusal(Answer answer) {
        return switch (answer) {
            case TOO_SLOW -> Refusal.TOO_SLOW;
            case TOO_LARGE -> Refusal.TOO_LARGE;
            case UNSUPPORTED -> Refusal.UNSUPPORTED;
            case OVERLOADED -> Refusal.OVERLOADED;
            case STORE_UNAVAILABLE -> Refusal.STORE_UNAVAILABLE;
            case CUT -> Refusal.CUT;
            case ACCEPTED, DUPLICATE, REFUSED, FAILED -> Refusal.FAILED;
        };
    }
}
