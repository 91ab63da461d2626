package io.bhiv.bucket.relay;

import io.bhiv.kit.loop.BackgroundLoop;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Publishes after every commit, and once a second for what a lost notification or another process left in the outbox.
 *
 * <p>One replica sends at a time, in commit order, so that a user's packets keep their order on Kafka; ADR 0014 says why this is not the
 * kit's relay.
 */
@ApplicationScoped
class PacketRelay {

    private static final LoopSettings RHYTHM = new LoopSettings(Duration.ofSeconds(1), Duration.ofSeconds(45));

    void begin(@Observes StartupEvent started, BackgroundLoops loops, Committed committed, SecondHalf half) {
        BackgroundLoop loop = loops.start("prana-packets-relay", RHYTHM, half::publish);
        committed.listen(loop::nudge);
    }
}
