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

    private Rows() {}

    static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }

    static RunKey key(Row row) {
        return new RunKey(row.getString("job"), instant(row, "due_at"));
    }

    static Entry entry(Row row) {
        return new Entry(
                key(row),
                kind(row),
                RunState.fromWireName(row.getString("state")),
                row.getString("reason"),
                row.getString("replica"),
                row.getInteger("epoch"),
                row.getInteger("attempts"),
                instant(row, "recorded_at"),
                instantOrNull(row, "started_at"),
                instantOrNull(row, "ended_at"));
    }

    static Occasion.Kind kind(Row row) {
        return Occasion.Kind.fromWireName(row.getString("kind"));
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
