package io.bhiv.automation.engine.run;

import io.bhiv.automation.engine.job.ActionSpec;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.Policies.Lost;
import io.bhiv.automation.engine.job.Policies.Timeouts;
import io.bhiv.automation.engine.ledger.RunState;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.automation.engine.run.RunReport.ActionReport;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs actions one after the other until one fails, the total time is over, or the run is cancelled.
 *
 * <p>The returned {@link Uni} always completes with a report and never fails: every end is recorded. A run that
 * is cut short reports the actions it had finished and the one it was in.
 */
public final class Runner {

    /** Characters of answers that a run keeps for its report. */
    static final int MOST_DETAILS = 16_384;

    private final Attempts attempts;
    private final ScheduledExecutorService timer;
    private final Map<RunKey, Running> running = new ConcurrentHashMap<>();

    /**
     * A run under way.
     *
     * @param calling whether an attempt is being made at this moment
     */
    private record Running(
            Job job, UniEmitter<? super RunReport> stop, List<ActionReport> done, AtomicBoolean calling) {

        /** Whether a run from the first action on repeats nothing that may have arrived, or the job allows that. */
        boolean canBeHandedBack() {
            return job.policies().lost() == Lost.RETRY || (done.isEmpty() && !calling.get());
        }
    }

    public Runner(Attempts attempts, ScheduledExecutorService timer) {
        this.attempts = attempts;
        this.timer = timer;
    }

    public Uni<RunReport> run(RunKey key, Job job) {
        List<ActionReport> done = new CopyOnWriteArrayList<>();
        Timeouts limits = job.policies().timeouts();
        AtomicBoolean calling = new AtomicBoolean();
        Uni<RunReport> work = inOrder(key, job, done, calling)
                .ifNoItem()
                .after(limits.total())
                .on(timer)
                .recoverWithItem(
                        () -> new RunReport(RunState.FAILED, "the whole run took longer than " + limits.total(), done));
        Uni<RunReport> stop =
                Uni.createFrom().emitter(emitter -> running.put(key, new Running(job, emitter, done, calling)));
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
        Running run = running.get(key);
        if (run != null) {
            run.stop().complete(new RunReport(RunState.CANCELLED, why, List.of()));
        }
        return run != null;
    }

    /** Stops every run of this process. */
    public void cancelAll(String why) {
        running.keySet().forEach(key -> cancel(key, why));
    }

    /**
     * Stops every run of this process: those that may be run from the start are due again, the others are
     * cancelled.
     */
    public void handBackOrCancelAll(String why) {
        running.forEach((key, run) -> {
            if (run.canBeHandedBack()) {
                run.stop().complete(new RunReport(RunState.DUE, why, List.of()));
            } else {
                cancel(key, why);
            }
        });
    }

    private Uni<RunReport> inOrder(RunKey key, Job job, List<ActionReport> done, AtomicBoolean calling) {
        List<ActionSpec> actions = job.actions();
        if (done.size() == actions.size()) {
            return Uni.createFrom().item(new RunReport(RunState.SUCCEEDED, null, done));
        }
        ActionSpec next = actions.get(done.size());
        return attempts.run(key, done.size(), next, job.policies(), calling).chain(report -> {
            done.add(within(done, report));
            return report.success()
                    ? inOrder(key, job, done, calling)
                    : Uni.createFrom()
                            .item(new RunReport(
                                    RunState.FAILED,
                                    report.type() + ": "
                                            + Optional.ofNullable(report.error())
                                                    .orElse("failed"),
                                    done));
        });
    }

    /** What all runs at once keep of answers fits into memory, however many actions each has. */
    private static ActionReport within(List<ActionReport> done, ActionReport report) {
        int kept = done.stream().mapToInt(one -> one.details().length()).sum();
        return kept + report.details().length() > MOST_DETAILS ? report.withoutDetails() : report;
    }

    private static RunReport withFinished(RunReport report, List<ActionReport> done) {
        return report.actions().isEmpty() && !done.isEmpty()
                ? new RunReport(report.state(), report.reason(), new ArrayList<>(done))
                : report;
    }
}
