package io.bhiv.automation.service.loops;

import io.bhiv.automation.engine.reload.ActiveJobs;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says once a minute which jobs this replica has: a job counts as gone three minutes after the last replica said that it has it. In the turns
 * that also change the file, so that it speaks of the one in force.
 */
final class HeldJobs {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ActiveJobs jobs;
    private final LongSupplier nanoTime;
    private long next;

    HeldJobs(ActiveJobs jobs, LongSupplier nanoTime) {
        this.jobs = jobs;
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    /** Not at the same time as another call. What failed is due again at once. */
    Uni<Void> whenDue() {
        return nanoTime.getAsLong() - next < 0
                ? Uni.createFrom().voidItem()
                : jobs.hold().invoke(() -> next = nanoTime.getAsLong() + MINUTE.toNanos());
    }
}
