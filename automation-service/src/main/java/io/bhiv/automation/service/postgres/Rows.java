package io.bhiv.automation.service.postgres;

import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.ledger.RunState;
import io.bhiv.automation.engine.plan.JobState;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.kit.store.Columns;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Between rows of the database and values. */
final class Rows {

    static final String ENTRY = "r.job, r.due_at, r.kind, r.state, r.reason, r.replica, r.epoch, r.attempts,"
            + " r.recorded_at, r.started_at, r.ended_at";
    static final String STANDING = "j.name, j.evaluated_to, j.failures, j.failing, j.paused";

    /** For statements that leave runs of other kinds to the newer replicas that know them. */
    static final String[] KINDS = Occasion.Kind.wireNames();

    /** The same of states. */
    static final String[] STATES =
            Arrays.stream(RunState.values()).map(RunState::wireName).toArray(String[]::new);

    /** True of a run {@code r} whose kind only a newer version knows. */
    static final String UNKNOWN_KIND = "r.kind NOT IN ('" + String.join("', '", KINDS) + "')";

    /**
     * True of a run {@code r} whose kind only a newer version knows, and whose lease has been over for longer than a replica of that version
     * takes to notice: after a rollback there is none, and the job goes on without it.
     */
    static final String LEFT_BEHIND =
            "(r.state = 'running' AND r.lease_until < now() - interval '1 minute' AND " + UNKNOWN_KIND + ")";

    /**
     * True of a job {@code j} that no replica has held for a while. That one replica has it in no file is no reason to end its runs: another may
     * have a newer file, and says so once a minute.
     */
    static final String GONE =
            "(j.retired_at IS NOT NULL AND greatest(j.retired_at, j.held_at) < now() - interval '3 minutes')";

    private Rows() {}

    static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }

    static RunKey key(Row row) {
        return new RunKey(row.getString("job"), instant(row, "due_at"));
    }

    /** Of a row that this version wrote, or that was looked for by its kind and state. */
    static Entry entry(Row row) {
        return kind(row)
                .flatMap(kind -> RunState.ofWireName(row.getString("state")).map(state -> entry(row, kind, state)))
                .orElseThrow(() -> new IllegalStateException(key(row) + " has a kind and state of this version"));
    }

    private static Entry entry(Row row, Occasion.Kind kind, RunState state) {
        return new Entry(
                key(row),
                kind,
                state,
                row.getString("reason"),
                row.getString("replica"),
                row.getInteger("epoch"),
                row.getInteger("attempts"),
                instant(row, "recorded_at"),
                instantOrNull(row, "started_at"),
                instantOrNull(row, "ended_at"));
    }

    /** Empty for one that only a newer version knows. */
    static Optional<Occasion.Kind> kind(Row row) {
        return Occasion.Kind.ofWireName(row.getString("kind"));
    }

    static Map<String, JobState> jobStates(RowSet<Row> rows) {
        Map<String, JobState> states = new LinkedHashMap<>();
        rows.forEach(row -> states.put(
                row.getString("name"),
                new JobState(
                        instant(row, "evaluated_to"),
                        row.getInteger("failures"),
                        row.getBoolean("failing"),
                        Optional.ofNullable(row.getString("paused")))));
        return states;
    }

    static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    private static @Nullable Instant instantOrNull(Row row, String column) {
        OffsetDateTime value = row.getOffsetDateTime(column);
        return value == null ? null : value.toInstant();
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static Columns<RunKey> keys(List<RunKey> keys) {
        return new Columns<>(keys).texts(RunKey::job).times(RunKey::dueAt);
    }
}
