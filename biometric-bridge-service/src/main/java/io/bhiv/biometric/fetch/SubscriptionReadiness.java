package io.bhiv.biometric.fetch;

import io.bhiv.biometric.fetch.FetchState.Application;
import io.bhiv.model.biometric.Provider;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Shows whether Oura's notices will go on. Always UP: a subscription that ends must not stop intake. */
@Readiness
@ApplicationScoped
class SubscriptionReadiness implements HealthCheck {

    private final FetchWatch watch;
    private final SubscriptionsConfig config;
    private final Clock clock;

    SubscriptionReadiness(FetchWatch watch, SubscriptionsConfig config, Clock clock) {
        this.watch = watch;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("subscriptions").up();
        watch.lastApplications().stream()
                .filter(one -> one.provider().equals(Provider.OURA.wireName()))
                .filter(one -> one.subscriptionsMissing() != null)
                .forEach(one -> answer.withData(one.provider(), describe(one)));
        return answer.build();
    }

    private String describe(Application one) {
        Instant end = one.subscriptionsEndAt();
        int missing = one.subscriptionsMissing() == null ? 0 : one.subscriptionsMissing();
        if (missing > 0) {
            return "alarm: " + missing + " missing";
        }
        if (end == null) {
            return "alarm: none has a time at which it ends";
        }
        Duration left = Duration.between(clock.instant(), end);
        String ends = "the first ends in " + left.toDays() + " days";
        return left.compareTo(config.alarmBefore()) < 0 ? "alarm: " + ends : "complete, " + ends;
    }
}
