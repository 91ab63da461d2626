package io.bhiv.kit.loop;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.FailedExecution;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.ScheduledExecution;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.scheduler.SuccessfulExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs what is needed now and then (partitions, retention, topics, figures of the backlog) as jobs of the scheduler, never
 * two executions of one job at a time. Hot loops use {@link BackgroundLoops}.
 *
 * <p>A job runs at start and then at its interval. An execution repeats its turn while the turn finds more to do. A turn that
 * fails or exceeds its time is cancelled and retried with growing pauses of up to 15 s, so that what an outage held up is done
 * soon after it, not an interval later. The heartbeat of a job is fed by the scheduler's events and its failed turns.
 *
 * <p>The scheduler goes by the machine's clock: where that is set back by an hour, no job would run for an hour. All are scheduled anew
 * then.
 */
@ApplicationScoped
public class Housekeeping {

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(250);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(15);

    private static final LoopSettings CLOCK = new LoopSettings(Duration.ofSeconds(5), Duration.ofSeconds(5));

    /** Below it a job is late by no more than that. */
    private static final Duration SET_BACK = Duration.ofSeconds(1);

    private final Scheduler scheduler;
    private final Heartbeats heartbeats;
    private final Clock clock;
    private final Map<String, Job> jobs = new ConcurrentHashMap<>();
    private volatile Duration ahead;
    private volatile boolean stopping;

    Housekeeping(Scheduler scheduler, Heartbeats heartbeats, Clock clock) {
        this.scheduler = scheduler;
        this.heartbeats = heartbeats;
        this.clock = clock;
        this.ahead = ahead();
    }

    private record Job(
            String name, LoopSettings settings, Supplier<Uni<Step>> turn, Pulse pulse, AtomicBoolean running) {}

    void begin(@Observes StartupEvent started, BackgroundLoops loops) {
        loops.start("clock", CLOCK, this::lookAtTheClock);
    }

    /** Schedules a job. {@code name} is kebab-case and becomes a metric tag; intervals are of whole seconds. */
    public void start(String name, LoopSettings settings, Supplier<Uni<Step>> turn) {
        Pulse pulse = heartbeats.start(name, BackgroundLoop.longestSilence(settings));
        Job job = new Job(name, settings, turn, pulse, new AtomicBoolean());
        schedule(job);
        // Afterwards: a look at the clock in between would schedule it as well.
        jobs.put(name, job);
    }

    private void schedule(Job job) {
        scheduler
                .newJob(job.name())
                .setInterval(Math.max(1, job.settings().interval().toSeconds()) + "s")
                .setConcurrentExecution(ConcurrentExecution.SKIP)
                .setAsyncTask(execution -> executeAlone(job))
                .schedule();
    }

    Uni<Step> lookAtTheClock() {
        Duration now = ahead();
        Duration back = ahead.minus(now);
        if (back.compareTo(SET_BACK) > 0 && !stopping) {
            Log.warnf("The machine's clock was set back; housekeeping is scheduled anew [by=%s]", back);
            jobs.values().forEach(job -> {
                scheduler.unscheduleJob(job.name());
                schedule(job);
            });
        }
        // Where one could not be scheduled, the next look begins again.
        ahead = now;
        return Uni.createFrom().item(Step.IDLE);
    }

    /** How far the machine's clock is ahead of the one that is never set. */
    private Duration ahead() {
        return Duration.between(heartbeats.now(), clock.instant());
    }

    void stop(@Observes ShutdownEvent stopped) {
        stopping = true;
    }

    /** An execution that is under way when its job is scheduled anew is not known to the new schedule. */
    private Uni<Void> executeAlone(Job job) {
        return Uni.createFrom()
                .deferred(() -> job.running().compareAndSet(false, true)
                        ? execute(job.settings(), job.turn(), job.pulse())
                                .onTermination()
                                .invoke(() -> job.running().set(false))
                        : Uni.createFrom().voidItem());
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

    /** An execution that left the work to one under way has found out nothing. */
    void succeeded(@Observes SuccessfulExecution event) {
        Job job = jobOf(event.getExecution());
        if (job != null && !job.running().get()) {
            job.pulse().succeeded();
        }
    }

    void failed(@Observes FailedExecution event) {
        Job job = jobOf(event.getExecution());
        if (job != null) {
            job.pulse().failed(event.getException());
        }
    }

    private @Nullable Job jobOf(ScheduledExecution execution) {
        return jobs.get(execution.getTrigger().getId());
    }
}
