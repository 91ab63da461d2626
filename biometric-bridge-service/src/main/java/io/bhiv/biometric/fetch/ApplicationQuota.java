package io.bhiv.biometric.fetch;

import io.bhiv.biometric.connection.ApiUsage;
import io.bhiv.biometric.fetch.CallBudget.Use;
import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.model.biometric.Provider;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;

/** Calls that are no reading: whose account it is, the end of a consent, subscriptions. Somebody waits for them, as for a notice. */
@ApplicationScoped
class ApplicationQuota implements ApiUsage {

    private final CallBudget budget;
    private final ProviderApis apis;
    private final Clock clock;

    ApplicationQuota(CallBudget budget, ProviderApis apis, Clock clock) {
        this.budget = budget;
        this.apis = apis;
        this.clock = clock;
    }

    @Override
    public Uni<Duration> take(Provider provider) {
        return budget.take(provider, Use.NOTICE);
    }

    @Override
    public Uni<Void> applyHeaders(Provider provider, Answer answer) {
        Duration pause = apis.of(provider).pauseAfter(answer, clock.instant());
        return pause.isZero() ? Uni.createFrom().voidItem() : budget.pause(provider, pause);
    }
}
