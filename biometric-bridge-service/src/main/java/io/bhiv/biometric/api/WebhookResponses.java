package io.bhiv.biometric.api;

import io.bhiv.biometric.IngestOutcome;
import io.bhiv.kit.body.RequestEnd;
import io.bhiv.kit.commit.Overloaded;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.bhiv.kit.store.StoreFailure;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import java.util.Locale;

/** Outcome → status and body. Every refusal has the same body, which does not reveal its reason. */
final class WebhookResponses {

    private static final long RETRY_AFTER_SECONDS = 2;
    private static final String JSON = "application/json";

    private WebhookResponses() {}

    static Answer answer(HttpServerResponse response, IngestOutcome outcome) {
        return switch (outcome) {
            case IngestOutcome.Accepted(var eventId, var revision) ->
                acknowledge(
                        response,
                        Answer.ACCEPTED,
                        "{\"status\":\"accepted\",\"event_id\":\"" + eventId + "\",\"duplicate\":false,\"revision\":"
                                + revision + "}");
            case IngestOutcome.Duplicate(var eventId) ->
                acknowledge(
                        response,
                        Answer.DUPLICATE,
                        "{\"status\":\"accepted\",\"event_id\":\"" + eventId + "\",\"duplicate\":true}");
            case IngestOutcome.Refused refused -> refuse(response);
        };
    }

    static Answer refuse(HttpServerResponse response) {
        return problem(
                response,
                Answer.REFUSED,
                Problem.of(ProblemType.UNAUTHENTICATED, "The delivery could not be authenticated"));
    }

    static Answer tooLarge(HttpServerRequest request, long limit) {
        // The rest of the body is not read: the connection cannot be used again.
        RequestEnd.announce(request);
        return problem(
                request.response(),
                Answer.TOO_LARGE,
                Problem.of(ProblemType.TOO_LARGE, "Bodies of up to " + limit + " bytes are taken here"));
    }

    static Answer tooSlow(HttpServerRequest request) {
        RequestEnd.announce(request);
        return problem(
                request.response(),
                Answer.TOO_SLOW,
                Problem.of(ProblemType.REQUEST_TIMEOUT, "The body did not arrive in time"));
    }

    static Answer unsupported(HttpServerRequest request, String detail) {
        RequestEnd.announce(request);
        return problem(request.response(), Answer.UNSUPPORTED, Problem.of(ProblemType.UNSUPPORTED, detail));
    }

    static Answer overloaded(HttpServerResponse response, String detail) {
        return problem(
                response, Answer.OVERLOADED, Problem.retryLater(ProblemType.OVERLOADED, detail, RETRY_AFTER_SECONDS));
    }

    static Answer failed(HttpServerResponse response, Throwable failure) {
        if (failure instanceof Overloaded overloaded) {
            return overloaded(response, overloaded.detail());
        }
        if (StoreFailure.isTransient(failure)) {
            return problem(
                    response,
                    Answer.STORE_UNAVAILABLE,
                    Problem.retryLater(
                            ProblemType.STORE_UNAVAILABLE,
                            "Nothing was stored; send the identical delivery again",
                            RETRY_AFTER_SECONDS));
        }
        return problem(
                response,
                Answer.FAILED,
                Problem.of(ProblemType.INTERNAL, "The failure was logged; nothing was stored"));
    }

    private static Answer acknowledge(HttpServerResponse response, Answer answer, String body) {
        response.setStatusCode(answer.status()).putHeader("Content-Type", JSON).end(body);
        return answer;
    }

    static Answer problem(HttpServerResponse response, Answer answer, Problem problem) {
        send(response, problem);
        return answer;
    }

    static void send(HttpServerResponse response, Problem problem) {
        problem.headers().forEach(response::putHeader);
        response.setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .end(Json.encode(problem));
    }

    /** Every way a webhook can be answered. */
    enum Answer {
        ACCEPTED(202),
        DUPLICATE(200),
        REFUSED(401),
        TOO_SLOW(408),
        TOO_LARGE(413),
        UNSUPPORTED(415),
        OVERLOADED(503),
        STORE_UNAVAILABLE(503),
        FAILED(500),
        /** The caller left before an answer could be given. */
        CUT(0);

        private final int status;
        private final String wireName = name().toLowerCase(Locale.ROOT);

        Answer(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }

        String wireName() {
            return wireName;
        }

        boolean isAcknowledgement() {
            return this == ACCEPTED || this == DUPLICATE;
        }
    }
}
