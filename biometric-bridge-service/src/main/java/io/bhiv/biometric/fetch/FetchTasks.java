package io.bhiv.biometric.fetch;

import io.bhiv.biometric.normalise.Outcome.DropRule;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.ObjectApi.ObjectName;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.status.IntakeCounts;
import io.bhiv.model.biometric.Provider;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The objects that must be read. A task is made by the settlement of a notice, and each of its ends settles the notices that named its
 * object, in one transaction.
 */
@ApplicationScoped
class FetchTasks {

    private final Pool pool;
    private final ObjectsConfig config;
    private final IntakeCounts counts;
    private final long claimant = UUID.randomUUID().getMostSignificantBits();

    FetchTasks(Pool pool, ObjectsConfig config, IntakeCounts counts) {
        this.pool = pool;
        this.config = config;
        this.counts = counts;
    }

    Uni<List<FetchTask>> claim(Provider provider) {
        return claim(FetchSql.CLAIM, provider.wireName(), config.parallel());
    }

    /** One object whose reading was begun three times and never ended. */
    Uni<List<FetchTask>> claimSuspect(Set<Provider> providers) {
        String[] names = providers.stream().map(Provider::wireName).toArray(String[]::new);
        return claim(FetchSql.CLAIM_SUSPECT, names, 1);
    }

    private Uni<List<FetchTask>> claim(String sql, Object providers, int most) {
        return execute(sql, providers, most, config.claim().toMillis(), claimant)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(FetchTasks::task)
                        .toList());
    }

    /** Parks the notices of objects that were read alone and ended the process even then. */
    Uni<Void> parkCrashed() {
        return execute(FetchSql.PARK_CRASHED, claimant)
                .invoke(rows -> rows.forEach(row -> {
                    counts.of(row.getString("provider")).parked(ParkReason.CRASHED, 1);
                    Log.errorf(
                            "A notice was parked: the process ended each time that its object was read [delivery=%s]",
                            row.getUUID("event_id"));
                }))
                .replaceWithVoid();
    }

    /** What has become of an object while it was read. */
    enum TaskState {
        /** It may be kept. */
        WANTED,
        /** It was deleted, which nothing undoes. */
        DELETED,
        /** The connection is not ACTIVE any more. */
        ENDED
    }

    Uni<TaskState> standing(FetchTask task) {
        return execute(
                        FetchSql.STANDING,
                        task.connectionId(),
                        task.object().type(),
                        task.object().id())
                .map(rows -> standing(rows.iterator().next()));
    }

    private static TaskState standing(Row row) {
        if (row.getBoolean("deleted")) {
            return TaskState.DELETED;
        }
        return row.getBoolean("active") ? TaskState.WANTED : TaskState.ENDED;
    }

    /** The object was deleted: its notices came late. */
    Uni<Void> endDeleted(FetchTask task) {
        return execute(
                        FetchSql.END_DELETED,
                        task.connectionId(),
                        task.object().type(),
                        task.object().id())
                .invoke(rows -> rows.forEach(row -> {
                    counts.of(row.getString("provider")).droppedByRule(DropRule.SUPERSEDED, 1);
                    counts.dropped(DropRule.SUPERSEDED, 1);
                }))
                .replaceWithVoid();
    }

    /** The object is in the journal. */
    Uni<Void> fetched(FetchTask task, @Nullable String version) {
        return ended(
                FetchSql.FETCHED,
                task,
                row -> counts.of(row.getString("provider")).published(1),
                version,
                config.pause().toMillis());
    }

    /** There was an answer; it is tried again after the pause. */
    Uni<Void> later(FetchTask task, Duration pause, int attempts, String reason) {
        return ended(FetchSql.LATER, task, row -> {}, pause.toMillis(), attempts, reason);
    }

    /** The same without an answer: how often its reading ended the process is not forgotten. */
    Uni<Void> putOff(FetchTask task, Duration pause, int attempts, @Nullable String reason) {
        return ended(FetchSql.PUT_OFF, task, row -> {}, pause.toMillis(), attempts, reason);
    }

    Uni<Void> park(FetchTask task, ParkReason reason) {
        return ended(
                FetchSql.PARK, task, row -> counts.of(row.getString("provider")).parked(reason, 1), reason.wireName());
    }

    Uni<Void> endRevoked() {
        return execute(FetchSql.END_REVOKED)
                .invoke(rows -> rows.forEach(
                        row -> counts.of(row.getString("provider")).parked(ParkReason.REVOKED_CONNECTION, 1)))
                .replaceWithVoid();
    }

    Uni<Void> takeUp() {
        return execute(FetchSql.TAKE_UP).replaceWithVoid();
    }

    private Uni<Void> ended(String sql, FetchTask task, Consumer<Row> each, @Nullable Object... more) {
        Object[] values = new Object[more.length + 4];
        values[0] = task.connectionId();
        values[1] = task.object().type();
        values[2] = task.object().id();
        values[3] = task.notices();
        System.arraycopy(more, 0, values, 4, more.length);
        return execute(sql, values).invoke(rows -> rows.forEach(each)).replaceWithVoid();
    }

    private Uni<RowSet<Row>> execute(String sql, @Nullable Object... values) {
        return pool.preparedQuery(sql).execute(Tuple.tuple(Arrays.asList(values)));
    }

    private static FetchTask task(Row row) {
        return new FetchTask(
                row.getString("connection_id"),
                new ProviderUser(Provider.ofWireName(row.getString("provider")), row.getString("provider_user_id")),
                new ObjectName(row.getString("object_type"), row.getString("object_id")),
                row.getInteger("notices"),
                row.getInteger("attempts"),
                row.getInteger("tries"),
                row.getString("reason"));
    }
}
