package io.bhiv.automation.engine.reload;

import io.bhiv.automation.engine.evaluate.Timetable;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.JobFile;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.job.Policies.Overlap;
import io.bhiv.automation.engine.job.Trigger;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.plan.HealthChange.Notice;
import io.bhiv.automation.engine.plan.JobState;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The jobs in force, and when they are due. Replaced as a whole, so that no reader sees parts of two files.
 */
public final class ActiveJobs {

    private static final String NOTICE_SCHEDULE = "notice";

    private record Version(JobFile file, Map<String, Job> runnable, Timetable timetable) {}

    /** Of a process that has no file yet: not the same as a file without jobs. */
    private static final Version NONE =
            new Version(JobFile.of(List.of()), Map.of(), new Timetable(List.of(), Map.of()));

    private final Ledger ledger;
    private volatile Version version = NONE;

    public ActiveJobs(Ledger ledger) {
        this.ledger = ledger;
    }

    public JobFile file() {
        return version.file();
    }

    public Timetable timetable() {
        return version.timetable();
    }

    /** What is to be run under a ledger name: a job's actions, or those of its notice. Empty when it is gone. */
    public Optional<Job> runnable(String ledgerName) {
        return Optional.ofNullable(version.runnable().get(ledgerName));
    }

    /** Empty for a name that is not in the file in force. */
    public Optional<Policies> knownPolicies(String ledgerName) {
        return runnable(ledgerName).map(Job::policies);
    }

    /** The standard ones for a name that is not in the file in force. */
    public Policies policies(String ledgerName) {
        return knownPolicies(ledgerName).orElseGet(Policies::standard);
    }

    /** Puts another file in force, once the ledger has its jobs. On failure the old one stays. */
    public Uni<Void> activate(JobFile file) {
        Map<String, Job> runnable = runnable(file);
        Map<String, String> schedules = new HashMap<>();
        runnable.forEach((name, job) -> schedules.put(name, schedule(name, job)));
        return ledger.reconcile(schedules)
                .invoke(states -> version = new Version(file, runnable, new Timetable(file.list(), cursors(states))))
                .replaceWithVoid();
    }

    /** Tells the ledger which jobs this process still has. Says nothing before the first file, or it would speak for none. */
    public Uni<Void> hold() {
        Version now = version;
        return now.equals(NONE)
                ? Uni.createFrom().voidItem()
                : ledger.hold(now.runnable().keySet());
    }

    private static Map<String, Job> runnable(JobFile file) {
        Map<String, Job> runnable = new HashMap<>();
        file.list().stream().filter(Job::enabled).forEach(job -> {
            runnable.put(job.name(), job);
            if (!job.onFailure().isEmpty()) {
                runnable.put(Notice.FAILURE.jobName(job.name()), notice(job, Notice.FAILURE));
            }
            if (!job.onRecovery().isEmpty()) {
                runnable.put(Notice.RECOVERY.jobName(job.name()), notice(job, Notice.RECOVERY));
            }
        });
        return Map.copyOf(runnable);
    }

    /** A notice is run like a job: claimed, retried, reported. It has no schedule and gives no notices of its own. */
    private static Job notice(Job job, Notice notice) {
        Policies policies = job.policies();
        return new Job(
                notice.jobName(job.name()),
                true,
                new Trigger.OnStartup(Trigger.OnStartup.Scope.PROCESS),
                notice == Notice.FAILURE ? job.onFailure() : job.onRecovery(),
                new Policies(
                        policies.misfire(),
                        Overlap.ALLOW,
                        policies.timeouts(),
                        policies.retry(),
                        policies.lost(),
                        0,
                        1),
                List.of(),
                List.of());
    }

    private static String schedule(String name, Job job) {
        return name.equals(job.name()) && name.indexOf('/') < 0 ? Fingerprint.of(job.trigger()) : NOTICE_SCHEDULE;
    }

    private static Map<String, Instant> cursors(Map<String, JobState> states) {
        Map<String, Instant> cursors = new HashMap<>();
        states.forEach((name, state) -> cursors.put(name, state.evaluatedTo()));
        return cursors;
    }
}
