package io.bhiv.core.relay;

import io.bhiv.core.journal.UpdateJournal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * Says how long to rest after some updates were published. Each of them costs Kafka, the bucket and us more than its
 * acknowledgement did; the journal keeps what waits for that, but nobody keeps what was refused at the door.
 */
@ApplicationScoped
class Pace {

    private final UpdateJournal journal;
    private final int yieldAbove;
    private final long nanosEach;

    Pace(UpdateJournal journal, RelayConfig config) {
        this.journal = journal;
        this.yieldAbove = config.yieldAbove();
        int processors = Runtime.getRuntime().availableProcessors();
        this.nanosEach = Duration.ofSeconds(1).toNanos() / ((long) config.yieldingRate() * processors);
    }

    Duration restAfter(int published) {
        return journal.waiting() > yieldAbove ? Duration.ofNanos(published * nanosEach) : Duration.ZERO;
    }
}
