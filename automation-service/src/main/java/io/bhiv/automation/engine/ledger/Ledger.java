package io.bhiv.automation.engine.ledger;

import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.plan.JobState;
import io.bhiv.automation.engine.plan.RunKey;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where due times are recorded, claimed and closed.
 *
 * <p>Guarantees, of every store: a (job, due time) is recorded once, whoever records it; of all who claim it exactly one
 * gets it; a run whose holder does not renew within the lease counts as lost; its end is recorded once, and only from
 * the holder of the newest claim. Everything is on disk when the returned {@link Uni} completes.
 *
 * <p>Policies are given to each call and not kept: replicas may run different versions of the job file for a moment.
 */
public interface Ledger {

    /** The clock that decides what is due. */
    Uni<Instant> now();

    /**
     * Records which jobs exist now, each with a fingerprint of its schedule, and returns the state of each.
     *
     * <p>A job seen for the first time, seen again after it was gone, or with another schedule than before starts at the
     * ledger's now: nothing was due while it was not in the file.
     */
    Uni<Map<String, JobState>> reconcile(Map<String, String> schedules);

    /**
     * Records occurrences that are not there yet, and moves the jobs' cursors forward.
     *
     * @return the rows made by this call alone; what another replica recorded before is not among them
     */
    Uni<List<Entry>> record(List<Occurrence> occurrences, Map<String, Instant> cursors);

    /**
     * Records an occurrence that has no due time of its own (start-up, event, request): where its due time is taken by
     * another occasion it moves on by microseconds.
     *
     * @return where it was recorded; empty when this very occasion (by its key) was recorded before
     */
    Uni<Optional<RunKey>> recordOccasion(Occurrence occurrence);

    /**
     * Notes on which side of its threshold a job's figure is, and records an event when it has crossed upwards.
     *
     * @return where the event was recorded; empty when the side is the one noted before, or when it crossed downwards
     */
    Uni<Optional<RunKey>> cross(String job, boolean above, Instant at);

    /**
     * Claims due runs as far as policies and room allow: what is due now before backfills and catch-ups, each oldest first.
     *
     * @param policies empty for a job that the caller does not know: another replica may have a newer job file, so its runs
     *     are left to others, unless no replica knows the job any more
     */
    Uni<Claims> claim(Room room, Function<String, Optional<Policies>> policies);

    /** Extends the leases of claims that are still ours. */
    Uni<Renewal> renew(Collection<Claim> claims);

    /**
     * Records ends, one answer per closing, in order. A run that is closed as {@link RunState#DUE} was handed back and may be
     * claimed by any process.
     */
    Uni<List<Closed>> close(List<Closing> closings, Function<String, Policies> policies);

    /** Runs whose lease has ended, at most {@code limit}: their holder died. */
    Uni<List<Entry>> expired(int limit);

    /** Makes expired runs due again. */
    Uni<Integer> reopen(List<RunKey> expired);

    /** Makes the next waiting run of each job due, backfills and catch-ups last, where no run of the job is running any more. */
    Uni<Integer> promote();

    /** Pauses a job, or ends its pause when {@code why} is empty. False when there is no such job. */
    Uni<Boolean> pause(String job, Optional<String> why);

    /** The states of these jobs. */
    Uni<Map<String, JobState>> jobStates(Collection<String> jobs);

    /** The rows of a job, newest due time first, before {@code before} where given. */
    Uni<List<Entry>> history(String job, @Nullable Instant before, int limit);
}
