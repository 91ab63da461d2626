package io.bhiv.biometric.api;

import io.bhiv.kit.call.Breaker;
import io.bhiv.kit.call.CallNotPermitted;
import io.bhiv.kit.kafka.RecordSender;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.CompletableFuture;

/**
 * {@code POST /webhook/simulate-failure}, for developers: each call feeds the breaker one failure, so that its states can
 * be watched. 500 until it opens, then 503 with {@code Retry-After}. Exists in the dev and local profiles alone.
 */
@ApplicationScoped
class SimulatedFailureRoute {

    private final RecordSender sender;

    SimulatedFailureRoute(RecordSender sender) {
        this.sender = sender;
    }

    void mount(@Observes Router router) {
        if (ConfigUtils.isProfileActive("dev") || ConfigUtils.isProfileActive("local")) {
            router.post("/webhook/simulate-failure").order(5).handler(this::fail);
        }
    }

    private void fail(RoutingContext context) {
        Breaker breaker = sender.breaker();
        var _ = breaker.call(() -> CompletableFuture.<Void>failedFuture(new IllegalStateException("simulated")))
                .whenComplete((done, failure) -> WebhookResponses.send(context.response(), problem(failure, breaker)));
    }

    private static Problem problem(Throwable failure, Breaker breaker) {
        Problem problem = failure instanceof CallNotPermitted prevented
                ? Problem.retryLater(
                        ProblemType.OVERLOADED,
                        "The breaker in front of Kafka is open",
                        prevented.retryAfter().toSeconds())
                : Problem.of(ProblemType.INTERNAL, "A failure was simulated");
        return problem.with("breaker", breaker.state().wireName());
    }
}
