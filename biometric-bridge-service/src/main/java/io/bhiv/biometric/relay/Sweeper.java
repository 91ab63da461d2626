package io.bhiv.biometric.relay;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.kit.kafka.RecordSender;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;

/**
 * Finds what was journalled and not published, whatever the reason, and gives it to the same second half.
 *
 * <p>Claims by {@code FOR UPDATE SKIP LOCKED} under the database's clock, so any number of replicas may sweep. While the
 * breaker is open it claims nothing; when a trial is due, it claims the one delivery that makes the trial.
 */
@ApplicationScoped
class Sweeper {

    private final SecondHalf secondHalf;
    private final Nudges nudges;
    private final RecordSender sender;
    private final RelayConfig config;

    Sweeper(SecondHalf secondHalf, Nudges nudges, RecordSender sender, RelayConfig config) {
        this.secondHalf = secondHalf;
        this.nudges = nudges;
        this.sender = sender;
        this.config = config;
    }

    void begin(@Observes StartupEvent started, BackgroundLoops loops) {
        loops.start("sweeper", new LoopSettings(config.sweepInterval(), Duration.ofSeconds(30)), this::sweep);
    }

    private Uni<Step> sweep() {
        int limit = limit();
        if (limit == 0) {
            return Uni.createFrom().item(Step.IDLE);
        }
        // A backlog of large bodies must not be brought into memory by number alone.
        return secondHalf.claim(limit, nudges.roomInBytes() / 2).map(claimed -> offer(claimed, limit));
    }

    private Step offer(List<Delivery> claimed, int limit) {
        claimed.forEach(nudges::offer);
        return claimed.size() == limit && limit > 1 ? Step.MORE : Step.IDLE;
    }

    /** Half of the queue stays free for what is being committed now. */
    private int limit() {
        if (!sender.breaker().retryAfter().isZero()) {
            return 0;
        }
        if (!sender.breaker().isClosed()) {
            return 1;
        }
        return Math.clamp(nudges.room() - (long) config.queueSize() / 2, 0, config.batchSize());
    }
}
