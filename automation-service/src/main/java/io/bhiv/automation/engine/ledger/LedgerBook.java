package io.bhiv.automation.engine.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.job.Policies.Lost;
import io.bhiv.automation.engine.ledger.Ledger.Claim;
import io.bhiv.automation.engine.ledger.Ledger.Claims;
import io.bhiv.automation.engine.ledger.Ledger.Closed;
import io.bhiv.automation.engine.ledger.Ledger.Closing;
import io.bhiv.automation.engine.ledger.Ledger.Renewal;
import io.bhiv.automation.engine.ledger.Ledger.Room;
import io.bhiv.automation.engine.plan.ClaimPlan;
import io.bhiv.automation.engine.plan.ClaimPlan.Candidate;
import io.bhiv.automation.engine.plan.ClaimPlan.Decision;
import io.bhiv.automation.engine.plan.ClaimPlan.Situation;
import io.bhiv.automation.engine.plan.JobState;
import io.bhiv.automation.engine.plan.RunKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one process in memory: the transitions that PostgreSQL makes in SQL, made on maps.
 *
 * <p>Not thread-safe. {@link FileLedger} changes a copy and keeps it once it is on disk. Leases and cancellations belong to
 * this process and are not stored: a running row without a lease was left behind by a process that died.
 */
final class LedgerBook {

    /** Ended rows kept. */
    private static final int KEPT = 5_000;

    private static final Comparator<RunKey> OLDEST_FIRST =
            Comparator.comparing(RunKey::dueAt).thenComparing(RunKey::job);

    private final Map<String, JobNote> jobs = new TreeMap<>();
    private final NavigableMap<RunKey, Entry> runs = new TreeMap<>(OLDEST_FIRST);
    private final NavigableMap<RunKey, Entry> open = new TreeMap<>(OLDEST_FIRST);
    private final Set<Noted> occasions = new LinkedHashSet<>();
    private final Set<RunKey> cancelled = new HashSet<>();
    private final Map<RunKey, Instant> leases = new HashMap<>();
    private boolean changed;

    /** What is kept of a job apart from its runs. */
    record JobNote(
            String schedule,
            boolean retired,
            boolean above,
            @JsonUnwrapped JobState state) {}

    /** An occasion that must not count twice. */
    record Noted(@JsonProperty("occasion_of") String job, String key) {}

    LedgerBook copy() {
        LedgerBook copy = new LedgerBook();
        copy.jobs.putAll(jobs);
        copy.runs.putAll(runs);
        copy.open.putAll(open);
        copy.occasions.addAll(occasions);
        copy.cancelled.addAll(cancelled);
        copy.leases.putAll(leases);
        return copy;
    }

    /** Whether anything that is stored differs from what this book was copied from. */
    boolean isChanged() {
        return changed;
    }

    Map<String, JobNote> jobs() {
        return jobs;
    }

    Collection<Entry> runs() {
        return runs.values();
    }

    Set<Noted> occasions() {
        return occasions;
    }

    Entry put(Entry entry) {
        changed = true;
        runs.put(entry.key(), entry);
        if (entry.state().isEnd()) {
            open.remove(entry.key());
            leases.remove(entry.key());
            cancelled.remove(entry.key());
        } else {
            open.put(entry.key(), entry);
        }
        return entry;
    }

    void put(String job, JobNote note) {
        changed |= !note.equals(jobs.put(job, note));
    }

    boolean note(Noted occasion) {
        boolean isNew = occasions.add(occasion);
        changed |= isNew;
        return isNew;
    }

    Map<String, JobState> reconcile(Map<String, String> schedules, Instant now) {
        retireAllBut(schedules.keySet());
        schedules.forEach((name, schedule) -> {
            JobNote known = jobs.get(name);
            if (known == null) {
                put(name, new JobNote(schedule, false, false, JobState.fresh(now)));
            } else if (known.retired() || !known.schedule().equals(schedule)) {
                put(name, new JobNote(schedule, false, false, known.state().withEvaluatedTo(now)));
            }
        });
        return jobStates(schedules.keySet());
    }

    private void retireAllBut(Set<String> held) {
        jobs.replaceAll((name, note) -> {
            boolean retires = !note.retired() && !held.contains(name);
            changed |= retires;
            return retires ? new JobNote(note.schedule(), true, false, note.state()) : note;
        });
    }

    /** How many of the jobs are in this book. */
    int hold(Set<String> held) {
        retireAllBut(held);
        Map<String, JobNote> known = new HashMap<>(jobs);
        known.keySet().retainAll(held);
        known.forEach((name, note) -> put(name, new JobNote(note.schedule(), false, note.above(), note.state())));
        return known.size();
    }

    List<Entry> record(List<Occurrence> occurrences, Map<String, Instant> cursors, Instant now) {
        List<Entry> made = new ArrayList<>();
        for (Occurrence occurrence : occurrences) {
            RunKey key = new RunKey(occurrence.job(), micros(occurrence.dueAt()));
            if (!runs.containsKey(key)) {
                made.add(put(Entry.recorded(occurrence, key, now)));
            }
        }
        cursors.forEach((job, to) -> state(job)
                .filter(state -> state.evaluatedTo().isBefore(to))
                .ifPresent(state -> stand(job, state.withEvaluatedTo(to))));
        return made;
    }

    Optional<RunKey> recordOccasion(Occurrence occurrence, Instant now) {
        Optional<String> key = occurrence.occasion().key();
        if (key.isPresent() && !note(new Noted(occurrence.job(), key.get()))) {
            return Optional.empty();
        }
        return Optional.of(recordAtFreeInstant(occurrence, now));
    }

    private RunKey recordAtFreeInstant(Occurrence occurrence, Instant now) {
        RunKey key = new RunKey(occurrence.job(), micros(occurrence.dueAt()));
        while (runs.containsKey(key)) {
            key = new RunKey(key.job(), key.dueAt().plus(1, ChronoUnit.MICROS));
        }
        return put(Entry.recorded(occurrence, key, now)).key();
    }

    Optional<RunKey> cross(String job, boolean above, Instant at, Instant now) {
        JobNote note = jobs.get(job);
        if (note == null || note.above() == above) {
            return Optional.empty();
        }
        put(job, new JobNote(note.schedule(), note.retired(), above, note.state()));
        return above
                ? recordOccasion(Occurrence.due(job, at, Occasion.of(Occasion.Kind.EVENT)), now)
                : Optional.empty();
    }

    Claims claim(
            Room room, Function<String, Optional<Policies>> policies, String replica, Duration lease, Instant now) {
        List<Entry> claimable = open(RunState.DUE).stream()
                .filter(entry -> !entry.key().dueAt().isAfter(now))
                .filter(entry -> room.of(entry.key().job()) > 0)
                .toList();
        List<Entry> due = new ArrayList<>(due(claimable, false, room.all()));
        due.addAll(due(claimable, true, Math.min(room.background(), room.all() - due.size())));
        Claims claims =
                new Claims(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), due.size() < claimable.size());
        for (Decision decision : decide(due, policies, room)) {
            RunKey key = decision.key();
            Entry entry = Objects.requireNonNull(runs.get(key), "a decision is about a row that exists");
            switch (decision) {
                case Decision.Start start -> {
                    Entry running = put(entry.started(replica, now));
                    leases.put(key, now.plus(lease));
                    claims.started().add(new Claim(key, running.epoch(), running.kind(), now));
                }
                case Decision.Skip skip -> claims.skipped().add(put(entry.ended(RunState.SKIPPED, skip.why(), 0, now)));
                case Decision.Wait wait -> put(entry.in(RunState.WAITING));
                case Decision.Cancel cancel -> {
                    cancelled.add(key);
                    claims.cancel().add(key);
                }
            }
        }
        return claims;
    }

    private static List<Entry> due(List<Entry> claimable, boolean background, int atMost) {
        return claimable.stream()
                .filter(entry -> entry.kind().isBackground() == background)
                .limit(Math.max(0, atMost))
                .toList();
    }

    private List<Decision> decide(List<Entry> due, Function<String, Optional<Policies>> policies, Room room) {
        Map<String, List<Candidate>> byJob = due.stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.key().job(),
                        LinkedHashMap::new,
                        Collectors.mapping(LedgerBook::candidate, Collectors.toList())));
        List<Decision> decisions = new ArrayList<>();
        byJob.forEach((job, candidates) -> {
            Situation situation = new Situation(
                    state(job).flatMap(JobState::paused),
                    open(RunState.RUNNING, job).map(LedgerBook::candidate).toList(),
                    open(RunState.WAITING, job).map(LedgerBook::candidate).toList());
            Policies known = policies.apply(job).orElseGet(Policies::standard);
            decisions.addAll(ClaimPlan.of(known.overlap(), situation, candidates, room.of(job))
                    .decisions());
        });
        return decisions;
    }

    private static Candidate candidate(Entry entry) {
        return new Candidate(entry.key(), entry.kind());
    }

    int giveBack(Instant since, Collection<Claim> held, String replica) {
        List<Entry> lost = open(RunState.RUNNING).stream()
                .filter(entry -> replica.equals(entry.replica()))
                .filter(entry -> !Objects.requireNonNull(entry.startedAt(), "a running row has a start")
                        .isBefore(since))
                .filter(entry -> held.stream()
                        .noneMatch(claim -> claim.key().equals(entry.key()) && claim.epoch() == entry.epoch()))
                .toList();
        lost.forEach(this::handBack);
        return lost.size();
    }

    private Entry handBack(Entry entry) {
        leases.remove(entry.key());
        cancelled.remove(entry.key());
        return put(entry.in(RunState.DUE));
    }

    Renewal renew(Collection<Claim> claims, Duration lease, Instant now) {
        Set<RunKey> held = claims.stream()
                .filter(claim -> find(claim.key(), RunState.RUNNING)
                        .filter(entry -> entry.epoch() == claim.epoch())
                        .isPresent())
                .map(Claim::key)
                .collect(Collectors.toSet());
        held.forEach(key -> leases.put(key, now.plus(lease)));
        return new Renewal(held, held.stream().filter(cancelled::contains).collect(Collectors.toSet()));
    }

    List<Entry> expired(int limit, Predicate<String> isKnown, Instant now) {
        return open(RunState.RUNNING).stream()
                .filter(entry -> hasLapsed(entry.key(), now))
                .filter(entry ->
                        isRetired(entry.key().job()) || isKnown.test(entry.key().job()))
                .limit(limit)
                .toList();
    }

    private boolean isRetired(String job) {
        JobNote note = jobs.get(job);
        return note == null || note.retired();
    }

    int reopen(List<RunKey> expired, Instant now) {
        List<Entry> again = expired.stream()
                .flatMap(key -> find(key, RunState.RUNNING).stream())
                .filter(entry -> hasLapsed(entry.key(), now) && entry.epoch() < Lost.TIMES)
                .toList();
        again.forEach(entry -> put(entry.in(RunState.DUE)));
        return again.size();
    }

    List<Closed> close(List<Closing> closings, Function<String, Policies> policies, Instant now) {
        Map<RunKey, Entry> ended = new HashMap<>();
        Set<RunKey> wereUnknown = new HashSet<>();
        for (Closing closing : closings) {
            Entry entry = runs.get(closing.key());
            if (entry != null && accepts(entry, closing, now)) {
                if (entry.state() == RunState.UNKNOWN) {
                    wereUnknown.add(entry.key());
                }
                ended.put(closing.key(), put(closed(entry, closing, now)));
            }
        }
        HealthChanges aftermaths = new HealthChanges(policies, jobStates(jobs.keySet()));
        aftermaths.add(List.copyOf(ended.values()), wereUnknown);
        aftermaths.changed().forEach(this::stand);
        aftermaths.notices().forEach(notice -> recordNotice(notice, now));
        promote();
        return closings.stream()
                .map(closing -> {
                    Entry entry = ended.get(closing.key());
                    return entry == null ? repeated(closing) : aftermaths.of(entry);
                })
                .toList();
    }

    private Closed repeated(Closing closing) {
        return Optional.ofNullable(runs.get(closing.key()))
                .filter(entry -> entry.epoch() == closing.epoch() && entry.state() == closing.state())
                // A run that ended as unknown was reported by the replica that took it over.
                .filter(entry -> entry.state().isEnd() && entry.state() != RunState.UNKNOWN)
                .map(entry -> new Closed(entry, Optional.empty(), false))
                .orElse(Closed.REFUSED);
    }

    private Entry closed(Entry entry, Closing closing, Instant now) {
        if (closing.state().isEnd()) {
            return entry.ended(closing.state(), closing.reason(), closing.attempts(), now);
        }
        leases.remove(entry.key());
        cancelled.remove(entry.key());
        return entry.in(closing.state());
    }

    private boolean accepts(Entry entry, Closing closing, Instant now) {
        boolean unknown = closing.state() == RunState.UNKNOWN;
        return entry.epoch() == closing.epoch()
                && switch (entry.state()) {
                    case RUNNING -> !unknown || hasLapsed(entry.key(), now);
                    case UNKNOWN -> !unknown && closing.state().isEnd();
                    case DUE, WAITING, SUCCEEDED, FAILED, SKIPPED, MISSED, CANCELLED -> false;
                };
    }

    /** A job without actions for a notice has no such job in the ledger, and gets none. */
    private void recordNotice(String notice, Instant now) {
        JobNote note = jobs.get(notice);
        if (note != null && !note.retired()) {
            recordAtFreeInstant(Occurrence.due(notice, now, Occasion.of(Occasion.Kind.NOTICE)), now);
        }
    }

    int promote() {
        Set<String> blocked =
                open(RunState.RUNNING).stream().map(entry -> entry.key().job()).collect(Collectors.toSet());
        List<Entry> first = open(RunState.WAITING).stream()
                .sorted(Comparator.comparing(waiting -> waiting.kind().isBackground()))
                .filter(waiting -> blocked.add(waiting.key().job()))
                .toList();
        first.forEach(waiting -> put(waiting.in(RunState.DUE)));
        return first.size();
    }

    boolean pause(String job, Optional<String> why) {
        Optional<JobState> state = state(job);
        state.ifPresent(known -> stand(job, known.withPause(why)));
        return state.isPresent();
    }

    Map<String, JobState> jobStates(Collection<String> names) {
        Map<String, JobState> states = new HashMap<>();
        names.forEach(name -> state(name).ifPresent(state -> states.put(name, state)));
        return states;
    }

    /** Newest first. */
    List<Entry> history(String job, @Nullable Instant before, int limit) {
        return runs.descendingMap().values().stream()
                .filter(entry -> entry.key().job().equals(job))
                .filter(entry -> before == null || entry.key().dueAt().isBefore(before))
                .limit(limit)
                .toList();
    }

    /** Drops the oldest ended rows, so that the book stays small enough to be written in every turn. */
    void dropOldEnds() {
        int surplus = runs.size() - open.size() - KEPT;
        runs.values().stream()
                .filter(entry -> entry.state().isEnd())
                .limit(Math.max(0, surplus))
                .map(Entry::key)
                .toList()
                .forEach(runs::remove);
    }

    private Optional<JobState> state(String job) {
        return Optional.ofNullable(jobs.get(job)).map(JobNote::state);
    }

    private void stand(String job, JobState state) {
        JobNote note = Objects.requireNonNull(jobs.get(job), "the state of a known job");
        put(job, new JobNote(note.schedule(), note.retired(), note.above(), state));
    }

    private Optional<Entry> find(RunKey key, RunState state) {
        return Optional.ofNullable(runs.get(key)).filter(entry -> entry.state() == state);
    }

    /** Oldest first. */
    private List<Entry> open(RunState state) {
        return open.values().stream().filter(entry -> entry.state() == state).toList();
    }

    private Stream<Entry> open(RunState state, String job) {
        return open(state).stream().filter(entry -> entry.key().job().equals(job));
    }

    private boolean hasLapsed(RunKey key, Instant now) {
        Instant until = leases.get(key);
        return until == null || until.isBefore(now);
    }

    /** PostgreSQL keeps microseconds; a due time must not differ between the stores. */
    static Instant micros(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }
}
