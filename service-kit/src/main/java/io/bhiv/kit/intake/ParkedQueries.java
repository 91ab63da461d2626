package io.bhiv.kit.intake;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** Reads and removes rows of {@code intake_parked} in the service's own schema, for operators. */
@ApplicationScoped
class ParkedQueries {

    private static final String COLUMNS =
            "topic, partition_no, record_offset, reason, value_size, first_seen, tried_at";
    private static final String ONE = " WHERE topic = $1 AND partition_no = $2 AND record_offset = $3";

    private final Pool pool;
    private final String table;

    ParkedQueries(Pool pool, Config config) {
        this.pool = pool;
        this.table = config.getValue("quarkus.flyway.default-schema", String.class) + ".intake_parked";
    }

    /** Oldest first, those that were tried again as if they had been parked then; without their values. */
    Uni<List<ParkedView>> list(@Nullable String topic, int page, int limit) {
        return pool.preparedQuery(
                        "SELECT " + COLUMNS + " FROM " + table + " WHERE $1::text IS NULL OR topic = $1"
                                + " ORDER BY coalesce(tried_at, first_seen), topic, partition_no, record_offset OFFSET $2 LIMIT $3")
                .execute(Tuple.of(topic, (long) page * limit, (long) limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> view(row, null))
                        .toList());
    }

    Uni<Optional<ParkedView>> one(String topic, int partition, long offset) {
        return pool.preparedQuery("SELECT " + COLUMNS + ", value FROM " + table + ONE)
                .execute(Tuple.of(topic, partition, offset))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> view(row, value(row)))
                        .findFirst());
    }

    /** Puts it behind all others; false where it is not there. */
    Uni<Boolean> tried(String topic, int partition, long offset) {
        return pool.preparedQuery("UPDATE " + table + " SET tried_at = clock_timestamp()" + ONE)
                .execute(Tuple.of(topic, partition, offset))
                .map(rows -> rows.rowCount() > 0);
    }

    /** False where it was not there. */
    Uni<Boolean> remove(String topic, int partition, long offset) {
        return pool.preparedQuery("DELETE FROM " + table + ONE)
                .execute(Tuple.of(topic, partition, offset))
                .map(rows -> rows.rowCount() > 0);
    }

    private static byte @Nullable [] value(Row row) {
        var value = row.getBuffer("value");
        return value == null ? null : value.getBytes();
    }

    private static ParkedView view(Row row, byte @Nullable [] value) {
        OffsetDateTime tried = row.getOffsetDateTime("tried_at");
        return new ParkedView(
                row.getString("topic"),
                row.getInteger("partition_no"),
                row.getLong("record_offset"),
                row.getString("reason"),
                row.getLong("value_size"),
                row.getOffsetDateTime("first_seen").toInstant(),
                tried == null ? null : tried.toInstant(),
                value);
    }
}
