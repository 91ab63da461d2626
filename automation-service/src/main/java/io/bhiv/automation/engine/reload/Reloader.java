package io.bhiv.automation.engine.reload;

import io.bhiv.automation.engine.job.JobFile;
import io.bhiv.automation.engine.read.JobFileReader;
import io.bhiv.automation.engine.read.ReadResult;
import io.bhiv.automation.engine.read.Violation;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the jobs in step with the file.
 *
 * <ul>
 *   <li>detect: {@link ConfigFile#poll()}
 *   <li>read: every violation, or the jobs
 *   <li>plan: {@link JobChange#between}, logged
 *   <li>apply: {@link ActiveJobs#activate}, all or nothing; while the ledger is unavailable, the next poll tries again
 * </ul>
 */
public final class Reloader {

    private static final Logger LOG = Logger.getLogger(Reloader.class);

    private final ConfigFile file;
    private final JobFileReader reader;
    private final ActiveJobs jobs;
    private final Clock clock;
    private volatile State state =
            new State("", null, 0, 0, List.of(new Violation("", "the file has not been read yet")));
    private volatile @Nullable Pending pending;

    private record Pending(JobFile file, String hash) {}

    /**
     * The content in force, and why the file as it is now is not.
     *
     * @param hash of the content in force; empty before the first
     * @param changedAt when that content came into force
     * @param jobs how many it has
     * @param violations why the file as it is now is not in force; empty when it is
     */
    public record State(String hash, @Nullable Instant changedAt, int jobs, long reloads, List<Violation> violations) {
        public boolean isGood() {
            return violations.isEmpty() && !hash.isEmpty();
        }
    }

    public Reloader(ConfigFile file, JobFileReader reader, ActiveJobs jobs, Clock clock) {
        this.file = file;
        this.reader = reader;
        this.jobs = jobs;
        this.clock = clock;
    }

    public State state() {
        return state;
    }

    /** One poll. Returns whether another file came into force. Reads and checks on a worker: a file may be large. */
    public Uni<Boolean> poll() {
        return Uni.createFrom()
                .voidItem()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .invoke(this::detect)
                .chain(() -> {
                    Pending waiting = pending;
                    return waiting == null ? Uni.createFrom().item(false) : apply(waiting);
                });
    }

    private void detect() {
        switch (file.poll()) {
            case ConfigFile.Poll.Unchanged unchanged -> {
                // Nothing new on disk; something may still wait for the ledger.
            }
            case ConfigFile.Poll.Unreadable(String why) -> refuse(List.of(new Violation("", why)));
            case ConfigFile.Poll.Changed(String text, String hash) -> read(text, hash);
        }
    }

    private void read(String text, String hash) {
        switch (reader.read(text)) {
            case ReadResult.Valid(JobFile good) -> pending = new Pending(good, hash);
            case ReadResult.Invalid(List<Violation> violations) -> refuse(violations);
        }
    }

    private void refuse(List<Violation> violations) {
        pending = null;
        State before = state;
        if (!before.violations().equals(violations)) {
            violations.forEach(
                    violation -> LOG.warnf("Job file is not valid; the jobs stay as they were [at=%s]", violation));
        }
        state = new State(before.hash(), before.changedAt(), before.jobs(), before.reloads(), violations);
    }

    private Uni<Boolean> apply(Pending next) {
        List<JobChange> changes = JobChange.between(jobs.file(), next.file());
        return jobs.activate(next.file())
                .invoke(() -> {
                    pending = null;
                    changes.forEach(Reloader::log);
                    int jobs = next.file().jobs().size();
                    state = new State(next.hash(), clock.instant(), jobs, state.reloads() + 1, List.of());
                    LOG.infof("The job file is in force [jobs=%d changes=%d]", jobs, changes.size());
                })
                .replaceWith(true);
    }

    private static void log(JobChange change) {
        switch (change) {
            case JobChange.Added(String job) -> LOG.infof("Job added [job=%s]", job);
            case JobChange.Removed(String job) -> LOG.infof("Job removed [job=%s]", job);
            case JobChange.Changed(String job, List<String> what) ->
                LOG.infof("Job changed [job=%s what=%s]", job, String.join(",", what));
        }
    }
}
