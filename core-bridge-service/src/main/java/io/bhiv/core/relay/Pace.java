package io.bhiv.core.relay;

import io.bhiv.core.journal.UpdateJournal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * How long to pause after publishing, so that intake goes first. Publishing an update costs Kafka, the bucket and this process more than
 * accepting it did; what is accepted may wait in the journal, while what intake refuses is lost to its sender.
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

    Duration pauseAfter(int published) {
        return journal.waiting() > yieldAbove ? Duration.ofNanos(published * nanosEach) : Duration.ZERO;
    }
}
