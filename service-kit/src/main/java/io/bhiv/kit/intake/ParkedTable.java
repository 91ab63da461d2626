package io.bhiv.kit.intake;

import io.bhiv.kit.store.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;

/** The table {@code intake_parked} in a service's schema; {@code db/kit} has its migration. */
public final class ParkedTable implements ParkedRecords {

    /** A message in the log of the database that nobody reads: its commit waits for the disk, and no row comes of it. */
    private static final String PROBE = "SELECT pg_logical_emit_message(true, 'intake'::text, 'probe'::text)";

    private final Pool pool;
    private final String park;
    private final String count;
    private final String forget;

    public ParkedTable(Pool pool, String schema) {
        this.pool = pool;
        this.park = """
            INSERT INTO %s.intake_parked AS p (topic, partition_no, record_offset, reason, value_size, value)
            SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bytea[])
            ON CONFLICT (topic, partition_no, record_offset) DO UPDATE
            SET reason = excluded.reason, value_size = excluded.value_size, value = excluded.value
            """.formatted(schema);
        this.count = "SELECT count(*) FROM (SELECT FROM %s.intake_parked LIMIT 100000) AS kept".formatted(schema);
        this.forget = """
            DELETE FROM %1$s.intake_parked WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM %1$s.intake_parked
              WHERE first_seen < now() - $1::int * interval '1 day' ORDER BY first_seen LIMIT 10000))
            """.formatted(schema);
    }

    @Override
    public Uni<Void> park(List<ParkedRecord> records) {
        Columns<ParkedRecord> rows = new Columns<>(records)
                .texts(ParkedRecord::topic)
                .longs(record -> (long) record.partition())
                .longs(ParkedRecord::offset)
                .texts(ParkedRecord::reason)
                .longs(ParkedRecord::size)
                .value(records.stream().map(ParkedTable::value).toArray(Buffer[]::new));
        return pool.preparedQuery(park).execute(rows.tuple()).replaceWithVoid();
    }

    @SuppressWarnings("NullAway") // an array of columns may hold nulls
    private static Buffer value(ParkedRecord record) {
        return record.value() == null ? null : Buffer.buffer(record.value());
    }

    @Override
    public Uni<Void> probe() {
        return pool.query(PROBE).execute().replaceWithVoid();
    }

    @Override
    public Uni<Long> count() {
        return pool.query(count).execute().map(rows -> rows.iterator().next().getLong(0));
    }

    @Override
    public Uni<Void> forgetAfter(int days) {
        return pool.preparedQuery(forget).execute(Tuple.of(days)).replaceWithVoid();
    }
}
