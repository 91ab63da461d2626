package io.bhiv.biometric.webhook;

import io.bhiv.biometric.IngestOutcome;
import io.bhiv.kit.commit.Overloaded;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.bhiv.kit.store.StoreFailure;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;

/** Outcome → status and body. The one body of a refusal tells nothing about its reason. */
final class WebhookResponses {

    private static final long RETRY_AFTER_SECONDS = 2;
    private static final String JSON = "application/json";

    private WebhookResponses() {}

    static WebhookAnswer answer(HttpServerResponse response, IngestOutcome outcome) {
        return switch (outcome) {
            case IngestOutcome.Accepted(var eventId, var revision) ->
                acknowledge(
                        response,
                        WebhookAnswer.ACCEPTED,
                        "{\"status\":\"accepted\",\"event_id\":\"" + eventId + "\",\"duplicate\":false,\"revision\":"
                                + revision + "}");
            case IngestOutcome.Duplicate(var eventId) ->
                acknowledge(
                        response,
                        WebhookAnswer.DUPLICATE,
                        "{\"status\":\"accepted\",\"event_id\":\"" + eventId + "\",\"duplicate\":true}");
            case IngestOutcome.Refused refused -> refuse(response);
        };
    }

    static WebhookAnswer refuse(HttpServerResponse response) {
        return problem(
                response,
                WebhookAnswer.REFUSED,
                Problem.of(ProblemType.UNAUTHENTICATED, "The delivery could not be authenticated"));
    }

    static WebhookAnswer tooLarge(HttpServerResponse response, long limit) {
        // The rest of the body is not read: the connection cannot be used again.
        response.putHeader("Connection", "close");
        return problem(
                response,
                WebhookAnswer.TOO_LARGE,
                Problem.of(ProblemType.TOO_LARGE, "Bodies of up to " + limit + " bytes are taken here"));
    }

    static WebhookAnswer tooSlow(HttpServerResponse response) {
        response.putHeader("Connection", "close");
        return problem(
                response,
                WebhookAnswer.TOO_SLOW,
                Problem.of(ProblemType.REQUEST_TIMEOUT, "The body did not arrive in time"));
    }

    static WebhookAnswer unsupported(HttpServerResponse response, String detail) {
        response.putHeader("Connection", "close");
        return problem(response, WebhookAnswer.UNSUPPORTED, Problem.of(ProblemType.UNSUPPORTED, detail));
    }

    static WebhookAnswer overloaded(HttpServerResponse response, String detail) {
        return problem(
                response,
                WebhookAnswer.OVERLOADED,
                Problem.retryLater(ProblemType.OVERLOADED, detail, RETRY_AFTER_SECONDS));
    }

    static WebhookAnswer failed(HttpServerResponse response, Throwable failure) {
        if (failure instanceof Overloaded overloaded) {
            return overloaded(response, overloaded.detail());
        }
        if (StoreFailure.isTransient(failure)) {
            return problem(
                    response,
                    WebhookAnswer.STORE_UNAVAILABLE,
                    Problem.retryLater(
                            ProblemType.STORE_UNAVAILABLE,
                            "Nothing was stored; send the identical delivery again",
                            RETRY_AFTER_SECONDS));
        }
        return problem(
                response,
                WebhookAnswer.FAILED,
                Problem.of(ProblemType.INTERNAL, "The failure was logged; nothing was stored"));
    }

    private static WebhookAnswer acknowledge(HttpServerResponse response, WebhookAnswer answer, String body) {
        response.setStatusCode(answer.status()).putHeader("Content-Type", JSON).end(body);
        return answer;
    }

    static WebhookAnswer problem(HttpServerResponse response, WebhookAnswer answer, Problem problem) {
        send(response, problem);
        return answer;
    }

    static void send(HttpServerResponse response, Problem problem) {
        problem.headers().forEach(response::putHeader);
        response.setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .end(Json.encode(problem));
    }
}
