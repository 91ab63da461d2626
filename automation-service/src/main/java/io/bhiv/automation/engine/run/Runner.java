package io.bhiv.automation.engine.run;

import io.bhiv.automation.engine.job.ActionSpec;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.Policies.Timeouts;
import io.bhiv.automation.engine.ledger.RunState;
import io.bhiv.automation.engine.plan.RunKey;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Runs actions one after the other until one fails, the total time is over, or the run is cancelled.
 *
 * <p>The returned {@link Uni} always completes with a report and never fails: every end is recorded. A run that
 * is cut short reports the actions it had finished and the one it was in.
 */
public final class Runner {

    private final Attempts attempts;
    private final ScheduledExecutorService timer;
    private final Map<RunKey, UniEmitter<? super RunReport>> running = new ConcurrentHashMap<>();

    public Runner(Attempts attempts, ScheduledExecutorService timer) {
        this.attempts = attempts;
        this.timer = timer;
    }

    public Uni<RunReport> run(RunKey key, Job job) {
        List<ActionReport> done = new CopyOnWriteArrayList<>();
        Timeouts limits = job.policies().timeouts();
        Uni<RunReport> work = inOrder(key, job, job.actions(), done)
                .ifNoItem()
                .after(limits.total())
                .on(timer)
                .recoverWithItem(
                        () -> new RunReport(RunState.FAILED, "the whole run took longer than " + limits.total(), done));
        Uni<RunReport> stop = Uni.createFrom().emitter(emitter -> running.put(key, emitter));
        return Uni.combine()
                .any()
                .of(stop, work)
                .onFailure()
                .recoverWithItem(broken -> new RunReport(RunState.FAILED, broken.toString(), done))
                .map(report -> withFinished(report, done))
                .eventually(() -> {
                    running.remove(key);
                });
    }

    /** Stops a run of this process. False when there is none. */
    public boolean cancel(RunKey key, String why) {
        UniEmitter<? super RunReport> stop = running.get(key);
        if (stop == null) {
            return false;
        }
        stop.complete(new RunReport(RunState.CANCELLED, why, List.of()));
        return true;
    }

    public Set<RunKey> running() {
        return Set.copyOf(running.keySet());
    }

    private Uni<RunReport> inOrder(RunKey key, Job job, List<ActionSpec> actions, List<ActionReport> done) {
        if (done.size() == actions.size()) {
            return Uni.createFrom().item(new RunReport(RunState.SUCCEEDED, null, done));
        }
        ActionSpec next = actions.get(done.size());
        return attempts.run(key, done.size(), next, job.policies()).chain(report -> {
            done.add(report);
            return report.success()
                    ? inOrder(key, job, actions, done)
                    : Uni.createFrom()
                            .item(new RunReport(
                                    RunState.FAILED,
                                    report.type() + ": "
                                            + Optional.ofNullable(report.error())
                                                    .orElse("failed"),
                                    done));
        });
    }

    private static RunReport withFinished(RunReport report, List<ActionReport> done) {
        return report.actions().isEmpty() && !done.isEmpty()
                ? new RunReport(report.state(), report.reason(), new ArrayList<>(done))
                : report;
    }
}
