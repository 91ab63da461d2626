package io.bhiv.automation.ledger;

import io.bhiv.automation.evaluate.Occasion;
import io.bhiv.automation.evaluate.Occurrence;
import io.bhiv.automation.job.Policies;
import io.bhiv.automation.job.Policies.Lost;
import io.bhiv.automation.ledger.LedgerLines.JobNote;
import io.bhiv.automation.plan.ClaimPlan;
import io.bhiv.automation.plan.ClaimPlan.Candidate;
import io.bhiv.automation.plan.ClaimPlan.Decision;
import io.bhiv.automation.plan.ClaimPlan.Situation;
import io.bhiv.automation.plan.RunKey;
import io.bhiv.automation.plan.Standing;
import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one process without a database: JSON lines in a locked file.
 *
 * <p>The lock stands for the lease: while it is held nobody else can claim, and what the file shows as running when it is
 * opened was left behind by a process that died. Calls write to disk on the calling thread, so they must not be made on an
 * event loop.
 */
public final class FileLedger implements Ledger, AutoCloseable {

    private final LedgerFile file;
    private final LedgerBook book;
    private final Clock clock;
    private final String replica;
    private final Duration lease;

    private FileLedger(LedgerFile file, LedgerBook book, Clock clock, String replica, Duration lease) {
        this.file = file;
        this.book = book;
        this.clock = clock;
        this.replica = replica;
        this.lease = lease;
    }

    /**
     * Opens the file and locks it.
     *
     * @throws LedgerLocked when another process holds it
     */
    public static FileLedger open(Path path, Clock clock, String replica, Duration lease) {
        LedgerFile file = LedgerFile.open(path);
        LedgerBook book = new LedgerBook();
        List<String> lines = file.lines();
        lines.stream().map(LedgerLines::read).forEach(book::take);
        if (book.isWorthCompacting(lines.size())) {
            file.rewrite(book.compacted());
        }
        return new FileLedger(file, book, clock, replica, lease);
    }

    @Override
    public Uni<Instant> now() {
        return Uni.createFrom().item(this::instant);
    }

    @Override
    public Uni<Map<String, Standing>> reconcile(Map<String, String> schedules) {
        return write(lines -> {
            Instant now = instant();
            book.jobs.forEach((name, note) -> {
                if (!schedules.containsKey(name) && !note.retired()) {
                    lines.job(name, new JobNote(note.schedule(), true, note.standing(), false));
                }
            });
            schedules.forEach((name, schedule) -> {
                JobNote note = book.jobs.get(name);
                if (note == null) {
                    lines.job(name, new JobNote(schedule, false, Standing.fresh(now), false));
                } else if (note.retired() || !note.schedule().equals(schedule)) {
                    lines.job(name, new JobNote(schedule, false, note.standing().withEvaluatedTo(now), false));
                }
            });
            return lines.standings(schedules.keySet());
        });
    }

    @Override
    public Uni<List<Entry>> record(List<Occurrence> occurrences, Map<String, Instant> cursors) {
        return write(lines -> {
            List<Entry> made = new ArrayList<>();
            for (Occurrence occurrence : occurrences) {
                RunKey key = new RunKey(occurrence.job(), micros(occurrence.dueAt()));
                if (!lines.has(key)) {
                    made.add(lines.run(recorded(occurrence, key)));
                }
            }
            cursors.forEach((job, to) -> {
                JobNote note = book.jobs.get(job);
                if (note != null && note.standing().evaluatedTo().isBefore(to)) {
                    lines.standing(job, note.standing().withEvaluatedTo(to));
                }
            });
            return made;
        });
    }

    private Entry recorded(Occurrence occurrence, RunKey key) {
        Instant now = instant();
        String why = occurrence.fate() instanceof Occurrence.Fate.Missed(String reason) ? reason : null;
        return new Entry(
                key,
                occurrence.occasion().kind(),
                occurrence.isDue() ? RunState.DUE : RunState.MISSED,
                why,
                null,
                0,
                0,
                now,
                null,
                occurrence.isDue() ? null : now);
    }

    @Override
    public Uni<Optional<RunKey>> recordOccasion(Occurrence occurrence) {
        return write(lines -> {
            Optional<String> occasion = occurrence.occasion().key();
            if (occasion.isPresent() && !lines.occasion(occurrence.job(), occasion.get())) {
                return Optional.empty();
            }
            RunKey key = lines.free(occurrence.job(), micros(occurrence.dueAt()));
            return Optional.of(lines.run(recorded(occurrence, key)).key());
        });
    }

    @Override
    public Uni<Optional<RunKey>> cross(String job, boolean above, Instant at) {
        return write(lines -> {
            JobNote note = book.jobs.get(job);
            if (note == null || note.above() == above) {
                return Optional.empty();
            }
            lines.job(job, note.withAbove(above));
            if (!above) {
                return Optional.empty();
            }
            Occurrence event = Occurrence.due(job, at, Occasion.of(Occasion.Kind.EVENT));
            return Optional.of(
                    lines.run(recorded(event, lines.free(job, micros(at)))).key());
        });
    }

    @Override
    public Uni<Claims> claim(int atMost, Function<String, Policies> policies) {
        return write(lines -> {
            Instant now = instant();
            List<Entry> due = book.open(RunState.DUE).stream()
                    .filter(entry -> !entry.key().dueAt().isAfter(now))
                    .limit(Math.max(0, atMost))
                    .toList();
            Map<String, List<Candidate>> byJob = due.stream()
                    .collect(Collectors.groupingBy(
                            entry -> entry.key().job(),
                            LinkedHashMap::new,
                            Collectors.mapping(e -> new Candidate(e.key(), e.kind()), Collectors.toList())));
            List<Decision> decisions = new ArrayList<>();
            byJob.forEach((job, candidates) -> decisions.addAll(
                    ClaimPlan.of(policies.apply(job).overlap(), situation(job), candidates, candidates.size())
                            .decisions()));
            return apply(lines, decisions, now, due.size() == atMost);
        });
    }

    private Situation situation(String job) {
        JobNote note = book.jobs.get(job);
        return new Situation(
                note == null ? Optional.empty() : note.standing().paused(),
                book.openOf(job, RunState.RUNNING),
                book.openOf(job, RunState.WAITING));
    }

    private Claims apply(LedgerBook.Draft lines, List<Decision> decisions, Instant now, boolean more) {
        List<Claim> started = new ArrayList<>();
        List<Entry> skipped = new ArrayList<>();
        List<RunKey> cancel = new ArrayList<>();
        for (Decision decision : decisions) {
            Entry entry = book.entry(decision.key());
            switch (decision) {
                case Decision.Start start -> {
                    Entry running = lines.run(Entries.started(entry, replica, now));
                    started.add(new Claim(running.key(), running.epoch(), running.kind(), now));
                }
                case Decision.Skip skip ->
                    skipped.add(lines.run(Entries.ended(entry, RunState.SKIPPED, skip.why(), 0, now)));
                case Decision.Wait wait -> lines.run(Entries.in(entry, RunState.WAITING));
                case Decision.Cancel asked -> {
                    book.cancels.add(asked.key());
                    cancel.add(asked.key());
                }
            }
        }
        started.forEach(claim -> book.leases.put(claim.key(), now.plus(lease)));
        return new Claims(started, skipped, cancel, more);
    }

    @Override
    public Uni<Renewal> renew(Collection<Claim> claims) {
        return write(lines -> {
            Set<RunKey> held = new HashSet<>();
            for (Claim claim : claims) {
                Entry entry = book.runs.get(claim.key());
                if (entry != null && entry.state() == RunState.RUNNING && entry.epoch() == claim.epoch()) {
                    held.add(claim.key());
                    book.leases.put(claim.key(), instant().plus(lease));
                }
            }
            Set<RunKey> cancel = new HashSet<>(held);
            cancel.retainAll(book.cancels);
            return new Renewal(held, cancel);
        });
    }

    @Override
    public Uni<List<Closed>> close(List<Closing> closings, Function<String, Policies> policies) {
        return write(lines -> {
            Instant now = instant();
            Map<RunKey, Entry> ended = new HashMap<>();
            for (Closing closing : closings) {
                Entry entry = book.runs.get(closing.key());
                if (entry != null && accepts(entry, closing, now)) {
                    ended.put(
                            closing.key(),
                            lines.run(
                                    Entries.ended(entry, closing.state(), closing.reason(), closing.attempts(), now)));
                    book.cancels.remove(closing.key());
                }
            }
            Aftermaths aftermaths = new Aftermaths(policies, lines.standings(book.jobs.keySet()));
            aftermaths.add(List.copyOf(ended.values()));
            aftermaths.changed().forEach(lines::standing);
            aftermaths.notices().forEach(notice -> lines.notice(notice, micros(now)));
            lines.promote();
            return closings.stream()
                    .map(closing -> ended.get(closing.key()))
                    .map(entry -> entry == null ? Closed.REFUSED : aftermaths.of(entry))
                    .toList();
        });
    }

    private boolean accepts(Entry entry, Closing closing, Instant now) {
        if (entry.epoch() != closing.epoch()) {
            return false;
        }
        boolean unknown = closing.state() == RunState.UNKNOWN;
        return switch (entry.state()) {
            case RUNNING -> !unknown || book.hasLapsed(entry.key(), now);
            case UNKNOWN -> !unknown;
            case DUE, WAITING, SUCCEEDED, FAILED, SKIPPED, MISSED, CANCELLED -> false;
        };
    }

    @Override
    public Uni<List<Entry>> expired(int limit) {
        return write(lines -> book.open(RunState.RUNNING).stream()
                .filter(entry -> book.hasLapsed(entry.key(), instant()))
                .limit(limit)
                .toList());
    }

    @Override
    public Uni<Integer> reopen(List<RunKey> expired) {
        return write(lines -> {
            int reopened = 0;
            for (RunKey key : expired) {
                Entry entry = book.runs.get(key);
                if (entry != null
                        && entry.state() == RunState.RUNNING
                        && book.hasLapsed(key, instant())
                        && entry.epoch() < Lost.TIMES) {
                    lines.run(Entries.in(entry, RunState.DUE));
                    reopened++;
                }
            }
            return reopened;
        });
    }

    @Override
    public Uni<Integer> promote() {
        return write(LedgerBook.Draft::promote);
    }

    @Override
    public Uni<Boolean> pause(String job, Optional<String> why) {
        return write(lines -> {
            JobNote note = book.jobs.get(job);
            if (note == null) {
                return false;
            }
            lines.standing(job, note.standing().withPause(why));
            return true;
        });
    }

    @Override
    public Uni<Map<String, Standing>> standings(Collection<String> jobs) {
        return write(lines -> lines.standings(jobs));
    }

    @Override
    public Uni<List<Entry>> history(String job, @Nullable Instant before, int limit) {
        return write(lines -> book.history(job, before, limit));
    }

    /** Applies what the draft holds to the book only after it is on disk: what was not written did not happen. */
    private <T> Uni<T> write(Function<LedgerBook.Draft, T> step) {
        Supplier<T> inTurn = () -> {
            synchronized (book) {
                LedgerBook.Draft draft = book.draft();
                try {
                    T result = step.apply(draft);
                    file.append(draft.lines());
                    return result;
                } catch (RuntimeException failure) {
                    draft.undo();
                    throw failure;
                }
            }
        };
        return Uni.createFrom().item(inTurn).map(Objects::requireNonNull);
    }

    private Instant instant() {
        return micros(clock.instant());
    }

    /** PostgreSQL keeps microseconds; a due time must not differ between the stores. */
    private static Instant micros(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public void close() {
        file.close();
    }
}
