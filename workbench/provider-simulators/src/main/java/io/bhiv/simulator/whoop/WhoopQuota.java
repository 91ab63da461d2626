package io.bhiv.simulator.whoop;

import io.bhiv.simulator.http.Answer;
import io.bhiv.simulator.quota.Quota;
import io.bhiv.simulator.quota.Window;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** 100 requests a minute and 10,000 a day per application. Headers come with every answer; a 429 has no {@code Retry-After}. */
final class WhoopQuota {

    private static final List<Window> DOCUMENTED =
            List.of(new Window(100, Duration.ofMinutes(1)), new Window(10_000, Duration.ofDays(1)));

    private final Quota quota;

    WhoopQuota(Clock clock, List<Window> windows) {
        this.quota = new Quota(clock, windows.isEmpty() ? DOCUMENTED : windows);
    }

    Quota.Decision take() {
        return quota.take("application");
    }

    Answer.Whole tooMany(Quota.Decision decision) {
        return withHeaders(Answer.detail(429, "Too Many Requests"), decision);
    }

    /** The 429 of a fault. */
    Answer tooMany() {
        Window first = quota.windows().getFirst();
        return tooMany(new Quota.Decision(false, first, 0, Duration.ofSeconds(32)));
    }

    Answer.Whole withHeaders(Answer.Whole answer, Quota.Decision decision) {
        String limits = quota.windows().stream()
                .map(window -> window.limit() + ";window=" + window.length().toSeconds())
                .collect(Collectors.joining(", "));
        return answer.with("X-RateLimit-Limit", limits)
                .with("X-RateLimit-Remaining", Integer.toString(decision.remaining()))
                .with("X-RateLimit-Reset", Long.toString(decision.reset().toSeconds()));
    }
}
