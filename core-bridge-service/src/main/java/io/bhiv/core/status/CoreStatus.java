package io.bhiv.core.status;

import io.bhiv.core.journal.JournalConfig;
import io.bhiv.core.status.evaluate.HealthFigures;
import io.bhiv.core.status.evaluate.HealthRules;
import io.bhiv.core.status.evaluate.HealthVerdict;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Figures and verdict of the round trip. Requests that come together share one query. */
@ApplicationScoped
public class CoreStatus {

    /** Figures with what they mean. */
    public record Seen(HealthFigures figures, HealthVerdict verdict) {}

    private final FiguresQuery query;
    private final HealthRules rules;
    private final Clock clock;
    private final Duration reuse;
    private volatile @Nullable Shared shared;
    private volatile @Nullable Seen last;

    private record Shared(Instant askedAt, Uni<Seen> answer) {}

    CoreStatus(FiguresQuery query, StatusConfig config, JournalConfig journal, Clock clock) {
        this.query = query;
        this.rules = new HealthRules(config.patience(), config.growth(), journal.maxPending());
        this.clock = clock;
        this.reuse = config.reuse();
    }

    /** The state now; fails where the database does not answer. */
    public Uni<Seen> read() {
        Instant now = clock.instant();
        Shared current = shared;
        if (current != null && Duration.between(current.askedAt(), now).compareTo(reuse) < 0) {
            return current.answer();
        }
        Uni<Seen> answer = query.figures()
                .map(figures -> new Seen(figures, rules.judge(figures)))
                .invoke(seen -> last = seen)
                .memoize()
                .indefinitely();
        shared = new Shared(now, answer);
        return answer;
    }

    /** Whether so much is pending that intake refuses. Judged by what was last read; queries nothing. */
    public boolean isFull() {
        Seen seen = last;
        return seen != null && seen.figures().pending() >= rules.pendingLimit();
    }

    /** What was last seen, however long ago; null before the first time. */
    public @Nullable Seen last() {
        return last;
    }
}
