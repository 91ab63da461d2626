package io.bhiv.core.journal;

import io.bhiv.core.identity.Update;
import io.bhiv.kit.body.ByteBudget;
import io.bhiv.kit.commit.CommitLimits;
import io.bhiv.kit.commit.GroupCommit;
import io.bhiv.kit.store.StoreFailure;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Makes updates durable.
 *
 * <p>Guarantee: an append completes only after journal, pending list, idempotency keys and tally were committed with
 * fsync, all in one statement. What was committed is handed on before the callers are answered, so that publishing keeps
 * the order of answers.
 */
@ApplicationScoped
public class UpdateJournal {

    /** What follows the commit. */
    public interface Committed {

        /** These updates were just committed, in this order. Returns at once. */
        void committed(List<Update> batch);
    }

    /** Less than the time of a batch exceeds that of a statement. */
    private static final Duration LOOK_UP = Duration.ofSeconds(2);

    private final GroupCommit<Update, Appended> commit;
    private final JournalStatements statements;
    private final JournalPartitions partitions;
    private final Committed next;

    UpdateJournal(
            Pool pool,
            JournalConfig config,
            JournalPartitions partitions,
            Committed next,
            ByteBudget budget,
            MeterRegistry meters) {
        this.statements = new JournalStatements(pool, config.grace(), budget);
        this.partitions = partitions;
        this.next = next;
        this.commit = new GroupCommit<>(CommitLimits.standard(), Update::weight, this::write);
        Gauge.builder("bridge.core.journal.waiting", commit, GroupCommit::waiting)
                .description("Updates waiting to be journalled")
                .register(meters);
    }

    /** All or none, with one result each, in order. Fails with {@code Overloaded} where too much is waiting. */
    public Uni<List<Appended>> append(List<Update> updates) {
        return commit.submitAll(updates);
    }

    /** Updates that wait to be journalled now. */
    public int waiting() {
        return commit.waiting();
    }

    private Uni<List<Appended>> write(List<Update> batch) {
        boolean keyed = batch.stream().anyMatch(update -> update.key() != null);
        return partitions.ready().chain(() -> keyed ? writeKeyed(batch) : writePlain(batch));
    }

    private Uni<List<Appended>> writePlain(List<Update> batch) {
        return statements
                .insert(batch)
                .invoke(() -> next.committed(batch))
                .replaceWith(batch.stream().map(UpdateJournal::stored).toList());
    }

    private Uni<List<Appended>> writeKeyed(List<Update> batch) {
        return statements.insertKeyed(batch).chain(fresh -> {
            List<Update> stored = new ArrayList<>(batch.size());
            List<Update> seen = new ArrayList<>();
            batch.forEach(update -> (fresh.contains(update.id()) ? stored : seen).add(update));
            if (!stored.isEmpty()) {
                next.committed(stored);
            }
            // What is new is committed, whatever becomes of the look-up: only callers that it concerns have to send
            // again.
            return earlier(seen)
                    .ifNoItem()
                    .after(LOOK_UP)
                    .fail()
                    .onFailure()
                    .invoke(failure -> Log.warnf(
                            "Earlier answers could not be read [updates=%d failure=%s]",
                            seen.size(), StoreFailure.summary(failure)))
                    .onFailure()
                    .recoverWithItem(() -> unconfirmed(seen))
                    .map(earlier -> batch.stream()
                            .map(update -> earlier.getOrDefault(update.id(), stored(update)))
                            .toList());
        });
    }

    private Uni<Map<UUID, Appended>> earlier(List<Update> seen) {
        return seen.isEmpty() ? Uni.createFrom().item(new HashMap<>()) : statements.earlierAnswers(seen);
    }

    private static Map<UUID, Appended> unconfirmed(List<Update> seen) {
        return seen.stream().collect(Collectors.toMap(Update::id, update -> new Appended.Unconfirmed()));
    }

    private static Appended stored(Update update) {
        return new Appended.Stored(update.id(), update.sessionId());
    }
}
