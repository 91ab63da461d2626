package io.bhiv.simulator.oura;

import io.bhiv.simulator.http.Answer;
import io.bhiv.simulator.quota.Quota;
import io.bhiv.simulator.quota.Window;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Oura counts per access token and per application. Its numbers are not published; 5000 in five minutes is what older documents said.
 * Headers come with a 429 alone.
 */
final class OuraQuota {

    private static final Window PUBLISHED_ONCE = new Window(5000, Duration.ofMinutes(5));

    private final Clock clock;
    private final Quota ofToken;
    private final Quota ofApplication;

    OuraQuota(Clock clock, List<Window> windows) {
        List<Window> limits = windows.isEmpty() ? List.of(PUBLISHED_ONCE) : windows;
        this.clock = clock;
        this.ofToken = new Quota(clock, limits);
        this.ofApplication = new Quota(clock, limits);
    }

    /** The refusal of a request that is one too many. */
    Optional<Answer> refusal(String token) {
        Quota.Decision application = ofApplication.take("application");
        if (!application.allowed()) {
            return Optional.of(tooMany(application, "application"));
        }
        Quota.Decision own = ofToken.take(token);
        return own.allowed() ? Optional.empty() : Optional.of(tooMany(own, "token"));
    }

    /** The 429 of a fault. */
    Answer tooMany() {
        return tooMany(new Quota.Decision(false, PUBLISHED_ONCE, 0, Duration.ofSeconds(17)), "application");
    }

    private Answer tooMany(Quota.Decision decision, String tier) {
        long reset = decision.reset().toSeconds();
        return Answer.detail(429, "Request Rate Limit Exceeded")
                .with("Retry-After", Long.toString(reset))
                .with("X-RateLimit-Limit", Integer.toString(decision.window().limit()))
                .with(
                        "X-RateLimit-Window",
                        Long.toString(decision.window().length().toSeconds()))
                .with("X-RateLimit-Reset", Long.toString(clock.instant().getEpochSecond() + reset))
                .with("X-RateLimit-Tier", tier);
    }
}
