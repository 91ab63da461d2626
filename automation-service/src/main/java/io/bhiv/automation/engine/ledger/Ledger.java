package io.bhiv.automation.engine.ledger;

import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.plan.HealthChange.Notice;
import io.bhiv.automation.engine.plan.JobState;
import io.bhiv.automation.engine.plan.RunKey;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where due times are recorded, claimed and closed.
 *
 * <p>Guarantees, of every store: a (job, due time) is recorded once, whichever process records it; of all that claim it exactly one
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
     * Says that the caller still has these jobs, and no others: replicas with another file may have left some of them out. To be repeated
     * about once a minute; writes nothing where no job has been left out since the last file came into force. Moves no cursor.
     */
    Uni<Void> hold(Collection<String> jobs);

    /**
     * Records occurrences that are not there yet, and moves the jobs' cursors forward.
     *
     * @return the rows made by this call alone; what another replica recorded before is not among them
     */
    Uni<List<Entry>> record(List<Occurrence> occurrences, Map<String, Instant> cursors);

    /**
     * Records occurrences that have no due time of their own (start-up, event, request), all or none: where the due time of one is taken by
     * another occasion it moves on by microseconds.
     *
     * @return where they were recorded; nothing for an occasion that was recorded before (by its key), or stands in the list twice
     */
    Uni<List<RunKey>> recordOccasions(List<Occurrence> occurrences);

    /** One of them; empty when this very occasion was recorded before. */
    default Uni<Optional<RunKey>> recordOccasion(Occurrence occurrence) {
        return recordOccasions(List.of(occurrence))
                .map(recorded -> recorded.stream().findFirst());
    }

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
     *     are left to others, unless no replica has held the job for a while
     */
    Uni<Claims> claim(Room room, Function<String, Optional<Policies>> policies);

    /**
     * Makes due again what the caller has claimed since an instant, apart from the claims that it holds. For what it was not told of, while no
     * other claim of its is under way.
     */
    Uni<Integer> giveBack(Instant since, Collection<Claim> held);

    /** Extends the leases of claims that are still ours. */
    Uni<Renewal> renew(Collection<Claim> claims);

    /**
     * Records ends, one answer per closing, in order. A run that is closed as {@link RunState#DUE} was handed back and may be
     * claimed by any process. A holder that got no answer may repeat its closing, which is answered with the row and changes nothing.
     */
    Uni<List<Closed>> close(List<Closing> closings, Function<String, Policies> policies);

    /**
     * Runs whose lease has ended, at most {@code limit}: their holder died.
     *
     * @param isKnown whether the caller knows a job: runs of others are left to those who know what is to become of them, unless no
     *     replica has held the job for a while
     */
    Uni<List<Entry>> expired(int limit, Predicate<String> isKnown);

    /** Makes expired runs due again. */
    Uni<Integer> reopen(List<RunKey> expired);

    /** Makes the next waiting run of each job due, backfills and catch-ups last, where no run of the job is running any more. */
    Uni<Integer> promote();

    /** The rows of a job, newest due time first, before {@code before} where given. */
    Uni<List<Entry>> history(String job, @Nullable Instant before, int limit);

    /**
     * The permission to run one due time, until its lease ends.
     *
     * @param epoch the fence: the ledger accepts the end of this run only from the holder of the newest epoch
     * @param startedAt by the ledger's clock
     */
    record Claim(RunKey key, int epoch, Occasion.Kind kind, Instant startedAt) {}

    /**
     * The result of a claim.
     *
     * @param started to be run by the caller
     * @param skipped ended without a run, to be reported by the caller
     * @param cancel runs that got an order to stop; their holder sees it at its next renewal
     * @param more whether further due runs were left
     */
    record Claims(List<Claim> started, List<Entry> skipped, List<RunKey> cancel, boolean more) {

        public static final Claims NONE = new Claims(List.of(), List.of(), List.of(), false);

        /** Whether any run started or ended. */
        public boolean foundAny() {
            return !started.isEmpty() || !skipped.isEmpty();
        }
    }

    /** The end of a run, as its holder reports it. */
    record Closing(
            RunKey key, int epoch, RunState state, @Nullable String reason, int attempts) {}

    /**
     * What the ledger made of a closing.
     *
     * @param entry the row after the closing; null when it was refused because another replica holds the run
     * @param notice whether the end made its job fail or recover
     * @param paused whether the end paused its job
     */
    record Closed(@Nullable Entry entry, Optional<Notice> notice, boolean paused) {

        public static final Closed REFUSED = new Closed(null, Optional.empty(), false);
    }

    /**
     * The answer to a renewal of leases.
     *
     * @param held still ours
     * @param cancel still ours, and ordered to stop
     */
    record Renewal(Set<RunKey> held, Set<RunKey> cancel) {}

    /**
     * How much this process can start now.
     *
     * @param all runs in all
     * @param background backfills and catch-ups among them: they never take the room of what is due now
     * @param perJob runs of one job, those in {@code held} included: a job whose runs pile up leaves room for the others
     * @param held runs in flight by job
     */
    record Room(int all, int background, int perJob, Map<String, Integer> held) {

        public Room {
            held = Map.copyOf(held);
        }

        /** Room for so many runs of any kind. */
        public static Room of(int runs) {
            return new Room(runs, runs, runs, Map.of());
        }

        public int of(String job) {
            return Math.max(0, perJob - held.getOrDefault(job, 0));
        }
    }
}
