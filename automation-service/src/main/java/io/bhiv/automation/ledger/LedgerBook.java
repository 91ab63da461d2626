package io.bhiv.automation.ledger;

import io.bhiv.automation.evaluate.Occasion;
import io.bhiv.automation.ledger.LedgerLines.JobNote;
import io.bhiv.automation.ledger.LedgerLines.Line;
import io.bhiv.automation.plan.RunKey;
import io.bhiv.automation.plan.Standing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The file ledger in memory. Not safe for threads; its ledger takes turns. */
final class LedgerBook {

    /** Rows kept per job when the file is compacted. */
    private static final int KEPT = 1_000;

    private static final int WORTH_COMPACTING = 5_000;

    private static final Comparator<RunKey> OLDEST_FIRST =
            Comparator.comparing(RunKey::dueAt).thenComparing(RunKey::job);

    final Map<String, JobNote> jobs = new TreeMap<>();
    final Map<RunKey, Entry> runs = new TreeMap<>(OLDEST_FIRST);
    final Set<RunKey> cancels = new HashSet<>();
    /** Leases of this process. A running row without one was left behind by another. */
    final Map<RunKey, Instant> leases = new HashMap<>();

    private final Map<RunKey, Entry> open = new TreeMap<>(OLDEST_FIRST);
    private final Set<List<String>> occasions = new HashSet<>();

    void take(Line line) {
        switch (line) {
            case Line.OfRun(Entry entry) -> keep(entry);
            case Line.OfJob(String name, JobNote note) -> jobs.put(name, note);
            case Line.OfOccasion(String job, String key) -> occasions.add(List.of(job, key));
        }
    }

    private void keep(Entry entry) {
        runs.put(entry.key(), entry);
        if (entry.state().isEnd()) {
            open.remove(entry.key());
            leases.remove(entry.key());
        } else {
            open.put(entry.key(), entry);
        }
    }

    private void forget(RunKey key) {
        runs.remove(key);
        open.remove(key);
    }

    Entry entry(RunKey key) {
        return Objects.requireNonNull(runs.get(key), "a decision is about a row that is there");
    }

    List<Entry> open(RunState state) {
        return open.values().stream().filter(entry -> entry.state() == state).toList();
    }

    List<RunKey> openOf(String job, RunState state) {
        return open(state).stream()
                .map(Entry::key)
                .filter(key -> key.job().equals(job))
                .toList();
    }

    boolean hasLapsed(RunKey key, Instant now) {
        Instant until = leases.get(key);
        return until == null || until.isBefore(now);
    }

    List<Entry> history(String job, @Nullable Instant before, int limit) {
        return runs.values().stream()
                .filter(entry -> entry.key().job().equals(job))
                .filter(entry -> before == null || entry.key().dueAt().isBefore(before))
                .sorted(Comparator.comparing((Entry entry) -> entry.key().dueAt())
                        .reversed())
                .limit(limit)
                .toList();
    }

    boolean isWorthCompacting(int lines) {
        return lines > WORTH_COMPACTING;
    }

    List<String> compacted() {
        List<String> lines = new ArrayList<>();
        jobs.forEach((name, note) -> lines.add(LedgerLines.job(name, note)));
        occasions.forEach(occasion -> lines.add(LedgerLines.occasion(occasion.get(0), occasion.get(1))));
        Set<RunKey> kept = new HashSet<>(open.keySet());
        jobs.keySet().forEach(job -> history(job, null, KEPT).forEach(entry -> kept.add(entry.key())));
        runs.keySet().removeIf(key -> !kept.contains(key));
        runs.values().forEach(entry -> lines.add(LedgerLines.run(entry)));
        return lines;
    }

    Draft draft() {
        return new Draft();
    }

    /** Changes of one turn: visible in the book at once, taken back when they do not reach the disk. */
    final class Draft {
        private final List<String> lines = new ArrayList<>();
        private final List<Runnable> undo = new ArrayList<>();

        List<String> lines() {
            return lines;
        }

        void undo() {
            undo.reversed().forEach(Runnable::run);
        }

        boolean has(RunKey key) {
            return runs.containsKey(key);
        }

        Entry run(Entry entry) {
            Entry before = runs.get(entry.key());
            undo.add(() -> {
                forget(entry.key());
                if (before != null) {
                    keep(before);
                }
            });
            keep(entry);
            lines.add(LedgerLines.run(entry));
            return entry;
        }

        void job(String name, JobNote note) {
            JobNote before = jobs.get(name);
            undo.add(() -> {
                jobs.remove(name);
                if (before != null) {
                    jobs.put(name, before);
                }
            });
            jobs.put(name, note);
            lines.add(LedgerLines.job(name, note));
        }

        void standing(String name, Standing standing) {
            JobNote note = Objects.requireNonNull(jobs.get(name), "only known jobs have a standing");
            job(name, note.with(standing));
        }

        boolean occasion(String job, String key) {
            List<String> occasion = List.of(job, key);
            if (!occasions.add(occasion)) {
                return false;
            }
            undo.add(() -> occasions.remove(occasion));
            lines.add(LedgerLines.occasion(job, key));
            return true;
        }

        void notice(String job, Instant at) {
            JobNote note = jobs.get(job);
            if (note == null || note.retired()) {
                return;
            }
            run(new Entry(free(job, at), Occasion.Kind.NOTICE, RunState.DUE, null, null, 0, 0, at, null, null));
        }

        /** The first due time at or after {@code at} that the job has no row for. */
        RunKey free(String job, Instant at) {
            RunKey key = new RunKey(job, at);
            while (has(key)) {
                key = new RunKey(job, key.dueAt().plus(1, ChronoUnit.MICROS));
            }
            return key;
        }

        int promote() {
            Set<String> blocked = new HashSet<>();
            open(RunState.RUNNING).forEach(entry -> blocked.add(entry.key().job()));
            int promoted = 0;
            for (Entry waiting : open(RunState.WAITING)) {
                if (blocked.add(waiting.key().job())) {
                    run(Entries.in(waiting, RunState.DUE));
                    promoted++;
                }
            }
            return promoted;
        }

        Map<String, Standing> standings(Collection<String> names) {
            Map<String, Standing> standings = new HashMap<>();
            names.forEach(name -> {
                JobNote note = jobs.get(name);
                if (note != null) {
                    standings.put(name, note.standing());
                }
            });
            return standings;
        }
    }
}
