package io.bhiv.core.status;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads what has reached the bucket in one statement, so that the counts and the time of one answer belong together. */
@ApplicationScoped
public class BucketStatusQuery {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** The row without a module counts all of them. */
    private static final String SYNCED = """
        SELECT module, COALESCE(sum(synced), 0)::bigint AS synced, max(last_synced) AS last_synced
        FROM core.tally WHERE minute = '-infinity' GROUP BY module ORDER BY module
        """;

    private final Pool pool;

    BucketStatusQuery(Pool pool) {
        this.pool = pool;
    }

    public Uni<BucketStatus> status() {
        return pool.query(SYNCED).execute().ifNoItem().after(LIMIT).fail().map(BucketStatusQuery::status);
    }

    private static BucketStatus status(RowSet<Row> rows) {
        Instant last = null;
        long total = 0;
        Map<String, Long> modules = new LinkedHashMap<>();
        for (Row row : rows) {
            String module = row.getString("module");
            if (!module.isEmpty()) {
                modules.put(module, row.getLong("synced"));
                continue;
            }
            total = row.getLong("synced");
            OffsetDateTime time = row.getOffsetDateTime("last_synced");
            last = time == null ? null : time.toInstant();
        }
        return new BucketStatus(last, total, modules);
    }
}
