package io.bhiv.biometric.api;

import io.bhiv.kit.kafka.CircuitBreaker;
import io.bhiv.kit.kafka.RecordSender;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

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
        CircuitBreaker breaker = sender.breaker();
        if (breaker.tryAcquire()) {
            breaker.failed();
            WebhookResponses.send(
                    context.response(),
                    Problem.of(ProblemType.INTERNAL, "A failure was simulated")
                            .with("breaker", breaker.state().label()));
            return;
        }
        WebhookResponses.send(
                context.response(),
                Problem.retryLater(
                                ProblemType.OVERLOADED,
                                "The breaker in front of Kafka is open",
                                breaker.retryAfter().toSeconds())
                        .with("breaker", breaker.state().label()));
    }
}
