package io.bhiv.bucket.relay;

import io.bhiv.kit.loop.BackgroundLoop;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.InFlightWork;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Publishes after every commit, and once a second for what a lost notification or another process left in the outbox.
 *
 * <p>One replica sends at a time, in commit order, so that a user's packets keep their order on Kafka; see ADR 0014 for why this is not the
 * kit's relay. A replica that is stopped hands this over to the others.
 */
@ApplicationScoped
class PacketRelay {

    private static final LoopSettings RHYTHM = new LoopSettings(Duration.ofSeconds(1), Duration.ofSeconds(45));
    private static final Duration LAST_TURN = Duration.ofSeconds(2);
    private static final Duration HANDING_OVER = Duration.ofSeconds(1);

    private final InFlightWork turn = new InFlightWork();

    void begin(@Observes StartupEvent started, BackgroundLoops loops, Committed committed, AfterCommit half) {
        BackgroundLoop loop = loops.start("prana-packets-relay", RHYTHM, () -> publish(half));
        committed.listen(loop::nudge);
    }

    private Uni<Step> publish(AfterCommit half) {
        return turn.isEnding() ? Uni.createFrom().item(Step.IDLE) : turn.count(half::publish);
    }

    /** While a turn is under way nothing is handed over: another replica would send the same batches beside this one. */
    void end(@Observes ShutdownEvent stopping, AfterCommit half) {
        if (turn.awaitEnd(LAST_TURN)) {
            half.handOverPublishing()
                    .onFailure()
                    .invoke(failure ->
                            Log.debugf("The relay is handed over when its claim ends [cause=%s]", failure.getClass()))
                    .onFailure()
                    .recoverWithNull()
                    .subscribeAsCompletionStage()
                    .completeOnTimeout(null, HANDING_OVER.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
    }
}
