package io.bhiv.automation.engine.ledger;

import io.bhiv.automation.engine.ledger.LedgerLines.JobNote;
import io.bhiv.automation.engine.ledger.LedgerLines.Line;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.automation.engine.plan.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The file ledger in memory: what its lines say, the last one of a key being valid. Changed by a {@link BookTurn} alone.
 * Not safe for threads; its ledger takes turns.
 */
final class LedgerBook {

    /** Rows kept per job when the file is compacted. */
    private static final int KEPT = 1_000;

    private static final Comparator<RunKey> OLDEST_FIRST =
            Comparator.comparing(RunKey::dueAt).thenComparing(RunKey::job);

    private final Map<String, JobNote> jobs = new TreeMap<>();
    private final Map<RunKey, Entry> runs = new TreeMap<>(OLDEST_FIRST);
    private final Map<RunKey, Entry> open = new TreeMap<>(OLDEST_FIRST);
    private final Set<List<String>> occasions = new HashSet<>();
    private final Set<RunKey> cancels = new HashSet<>();
    /** Leases of this process. A running row without one was left behind by another. */
    private final Map<RunKey, Instant> leases = new HashMap<>();

    void take(Line line) {
        switch (line) {
            case Line.OfRun(Entry entry) -> put(entry);
            case Line.OfJob(String name, JobNote note) -> put(name, note);
            case Line.OfOccasion(String job, String key) -> add(List.of(job, key));
        }
    }

    void put(Entry entry) {
        runs.put(entry.key(), entry);
        if (entry.state().isEnd()) {
            open.remove(entry.key());
            leases.remove(entry.key());
            cancels.remove(entry.key());
        } else {
            open.put(entry.key(), entry);
        }
    }

    void remove(RunKey key) {
        runs.remove(key);
        open.remove(key);
    }

    void put(String job, @Nullable JobNote note) {
        if (note == null) {
            jobs.remove(job);
        } else {
            jobs.put(job, note);
        }
    }

    boolean add(List<String> occasion) {
        return occasions.add(occasion);
    }

    void remove(List<String> occasion) {
        occasions.remove(occasion);
    }

    void lease(RunKey key, Instant until) {
        leases.put(key, until);
    }

    boolean hasLapsed(RunKey key, Instant now) {
        Instant until = leases.get(key);
        return until == null || until.isBefore(now);
    }

    void cancel(RunKey key) {
        cancels.add(key);
    }

    boolean isCancelled(RunKey key) {
        return cancels.contains(key);
    }

    Map<String, JobNote> jobs() {
        return Collections.unmodifiableMap(jobs);
    }

    Optional<JobNote> job(String name) {
        return Optional.ofNullable(jobs.get(name));
    }

    boolean has(RunKey key) {
        return runs.containsKey(key);
    }

    Optional<Entry> find(RunKey key) {
        return Optional.ofNullable(runs.get(key));
    }

    Entry entry(RunKey key) {
        return Objects.requireNonNull(runs.get(key), "a decision is about a row that is there");
    }

    /** Oldest first. */
    List<Entry> open(RunState state) {
        return open.values().stream().filter(entry -> entry.state() == state).toList();
    }

    /** Oldest first. */
    List<Entry> openOf(String job, RunState state) {
        return open(state).stream()
                .filter(entry -> entry.key().job().equals(job))
                .toList();
    }

    /** Newest first. */
    List<Entry> history(String job, @Nullable Instant before, int limit) {
        return runs.values().stream()
                .filter(entry -> entry.key().job().equals(job))
                .filter(entry -> before == null || entry.key().dueAt().isBefore(before))
                .sorted(Comparator.comparing((Entry entry) -> entry.key().dueAt())
                        .reversed())
                .limit(limit)
                .toList();
    }

    Map<String, Standing> standings(Collection<String> names) {
        Map<String, Standing> standings = new HashMap<>();
        names.forEach(name -> job(name).ifPresent(note -> standings.put(name, note.standing())));
        return standings;
    }

    /** Forgets all but the newest ended rows of each job, and says the rest in as few lines as possible. */
    List<String> compacted() {
        Set<RunKey> kept = new HashSet<>(open.keySet());
        jobs.keySet().forEach(job -> history(job, null, KEPT).forEach(entry -> kept.add(entry.key())));
        runs.keySet().removeIf(key -> !kept.contains(key));
        List<String> lines = new ArrayList<>();
        jobs.forEach((name, note) -> lines.add(LedgerLines.job(name, note)));
        occasions.forEach(occasion -> lines.add(LedgerLines.occasion(occasion.get(0), occasion.get(1))));
        runs.values().forEach(entry -> lines.add(LedgerLines.run(entry)));
        return lines;
    }
}
