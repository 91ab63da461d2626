package io.bhiv.bucket.object;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.bhiv.bucket.intake.IncomingUpdate;
import io.bhiv.bucket.status.ObjectCounters.ObjectRefusal;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Reason;
import io.bhiv.kit.store.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores objects, each once: a record that arrives again keeps its object and the time it was first stored. */
@ApplicationScoped
public class ObjectStore {

    private static final String INSERT = """
            INSERT INTO bucket.object (update_id, module, session_id, received_at, data, extra)
            SELECT i.id, i.module, i.session_id, i.received_at, i.data::json, i.extra::json
            FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[])
                 WITH ORDINALITY AS i (id, module, session_id, received_at, data, extra, n)
            ORDER BY i.n
            ON CONFLICT (update_id) DO NOTHING
            """;

    private static final String STORED_AT = "SELECT update_id, stored_at FROM bucket.object WHERE update_id = ANY ($1)";

    private static final String READ = """
            SELECT update_id, module, session_id, received_at, stored_at, data::text FROM bucket.object
            WHERE seq = ANY ($1) ORDER BY seq DESC
            """;

    private static final long PAGE_BYTES = 8L << 20;

    private final Pool pool;
    private final IntakeCounters<ObjectRefusal, Reason.None> counters;

    ObjectStore(Pool pool, IntakeCounters<ObjectRefusal, Reason.None> counters) {
        this.pool = pool;
        this.counters = counters;
    }

    /** Stores what is new; returns when each was stored, now or before. */
    public Uni<Map<UUID, Instant>> store(List<IncomingUpdate.Whole> updates) {
        if (updates.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return pool.preparedQuery(INSERT)
                .execute(new Columns<>(updates)
                        .uuids(IncomingUpdate.Whole::id)
                        .texts(IncomingUpdate.Whole::module)
                        .texts(IncomingUpdate.Whole::sessionId)
                        .times(IncomingUpdate.Whole::receivedAt)
                        .texts(IncomingUpdate.Whole::data)
                        .texts(IncomingUpdate.Whole::extra)
                        .tuple())
                .invoke(stored -> count(updates.size(), stored.rowCount()))
                .chain(() -> pool.preparedQuery(STORED_AT)
                        .execute(new Columns<>(updates)
                                .uuids(IncomingUpdate.Whole::id)
                                .tuple()))
                .map(rows -> {
                    Map<UUID, Instant> storedAt = new HashMap<>();
                    rows.forEach(row -> storedAt.put(
                            row.getUUID(0), row.getOffsetDateTime(1).toInstant()));
                    return storedAt;
                });
    }

    private void count(int received, int stored) {
        counters.received(received);
        counters.duplicate(received - stored);
        counters.stored(stored);
        counters.published(stored);
    }

    /**
     * A page before it is read: nobody needs to have room for its objects yet.
     *
     * @param objects their places, newest first
     * @param bytes of their data, together
     * @param last true if nothing comes after it
     */
    public record Page(List<Long> objects, long bytes, boolean last) {}

    /**
     * {@code module} and {@code session} restrict the list unless null. A page ends at {@code limit} objects, or before their data
     * exceed {@link #PAGE_BYTES}; a single larger object is a page of its own.
     */
    public Uni<Page> page(@Nullable String module, @Nullable String session, long before, int limit) {
        StringBuilder restriction = new StringBuilder();
        List<Object> parameters = new ArrayList<>(List.of(before, limit, PAGE_BYTES));
        restrict(restriction, parameters, "module", module);
        restrict(restriction, parameters, "session_id", session);
        return pool.preparedQuery(page(restriction))
                .execute(Tuple.tuple(parameters))
                .map(rows -> page(rows, limit));
    }

    /** Only lengths are read. */
    private static String page(StringBuilder restriction) {
        return """
            WITH candidate AS (
              SELECT seq, octet_length(data::text) AS bytes FROM bucket.object
              WHERE seq < $1%s
              ORDER BY seq DESC LIMIT $2
            ), weighed AS (
              SELECT seq, count(*) OVER () AS found, row_number() OVER newest AS place, sum(bytes) OVER newest AS bytes
              FROM candidate WINDOW newest AS (ORDER BY seq DESC)
            )
            SELECT seq, found, bytes FROM weighed WHERE place = 1 OR bytes <= $3 ORDER BY seq DESC
            """.formatted(restriction);
    }

    private static void restrict(
            StringBuilder restriction, List<Object> parameters, String column, @Nullable String value) {
        if (value != null) {
            parameters.add(value);
            restriction.append(" AND ").append(column).append(" = $").append(parameters.size());
        }
    }

    private static Page page(RowSet<Row> rows, int limit) {
        List<Long> objects = new ArrayList<>(rows.size());
        long bytes = 0;
        long found = 0;
        for (Row row : rows) {
            objects.add(row.getLong(0));
            found = row.getLong(1);
            bytes = row.getLong(2);
        }
        return new Page(objects, bytes, found < limit && objects.size() == found);
    }

    /** The objects of a page, newest first. The caller has room for their bytes. */
    public Uni<List<StoredObject>> read(Page page) {
        return pool.preparedQuery(READ)
                .execute(new Columns<>(page.objects()).longs(seq -> seq).tuple())
                .map(ObjectStore::objects);
    }

    private static List<StoredObject> objects(RowSet<Row> rows) {
        List<StoredObject> objects = new ArrayList<>(rows.size());
        for (Row row : rows) {
            objects.add(new StoredObject(
                    row.getUUID(0).toString(),
                    row.getString(1),
                    row.getString(2),
                    row.getOffsetDateTime(3).toInstant(),
                    row.getOffsetDateTime(4).toInstant(),
                    row.getString(5)));
        }
        return objects;
    }

    /**
     * A core update as it is stored.
     *
     * @param data JSON, as it arrived
     */
    public record StoredObject(
            @JsonProperty("object_id") String objectId,
            String module,
            @JsonProperty("session_id") String sessionId,
            @JsonProperty("received_at") Instant receivedAt,
            @JsonProperty("stored_at") Instant storedAt,
            @JsonRawValue String data) {

        /** Without the data. */
        @Override
        public String toString() {
            return "StoredObject[" + objectId + " " + module + "]";
        }
    }
}
