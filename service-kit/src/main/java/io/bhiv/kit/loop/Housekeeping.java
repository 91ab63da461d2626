package io.bhiv.kit.loop;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.FailedExecution;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.ScheduledExecution;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.scheduler.SuccessfulExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs what is needed now and then (partitions, retention, topics, figures of the backlog) as jobs of the scheduler, never
 * two executions of one job at a time. Hot loops use {@link BackgroundLoops}.
 *
 * <p>A job runs at start and then at its interval. An execution repeats its turn while the turn finds more to do. A turn that
 * fails or exceeds its time is cancelled and retried with growing pauses of up to 15 s, so that what an outage held up is done
 * soon after it, not an interval later. The heartbeat of a job is fed by the scheduler's events and its failed turns.
 */
@ApplicationScoped
public class Housekeeping {

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(250);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(15);

    private final Scheduler scheduler;
    private final Heartbeats heartbeats;
    private final Map<String, Pulse> pulses = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    Housekeeping(Scheduler scheduler, Heartbeats heartbeats) {
        this.scheduler = scheduler;
        this.heartbeats = heartbeats;
    }

    /** Schedules a job. {@code name} is kebab-case and becomes a metric tag; intervals are of whole seconds. */
    public void start(String name, LoopSettings settings, Supplier<Uni<Step>> turn) {
        Pulse pulse = heartbeats.start(name, BackgroundLoop.longestSilence(settings));
        pulses.put(name, pulse);
        scheduler
                .newJob(name)
                .setInterval(Math.max(1, settings.interval().toSeconds()) + "s")
                .setConcurrentExecution(ConcurrentExecution.SKIP)
                .setAsyncTask(execution -> execute(settings, turn, pulse))
                .schedule();
    }

    void stop(@Observes ShutdownEvent stopped) {
        stopping = true;
    }

    private Uni<Void> execute(LoopSettings settings, Supplier<Uni<Step>> turn, Pulse pulse) {
        return Uni.createFrom()
                .<Step>deferred(() -> turn.get())
                .ifNoItem()
                .after(settings.timeout())
                .fail()
                .onFailure()
                .invoke(failure -> pulse.failed(failure))
                // While the service stops nothing is left that could run another turn.
                .onFailure(failure -> stopping)
                .recoverWithItem(Step.IDLE)
                .onFailure()
                .retry()
                .withBackOff(FIRST_BACKOFF, LONGEST_BACKOFF)
                .indefinitely()
                .invoke(pulse::succeeded)
                .repeat()
                .whilst(found -> found == Step.MORE)
                .collect()
                .last()
                .replaceWithVoid();
    }

    void succeeded(@Observes SuccessfulExecution event) {
        Pulse pulse = pulseOf(event.getExecution());
        if (pulse != null) {
            pulse.succeeded();
        }
    }

    void failed(@Observes FailedExecution event) {
        Pulse pulse = pulseOf(event.getExecution());
        if (pulse != null) {
            pulse.failed(event.getException());
        }
    }

    private @Nullable Pulse pulseOf(ScheduledExecution execution) {
        return pulses.get(execution.getTrigger().getId());
    }
}
