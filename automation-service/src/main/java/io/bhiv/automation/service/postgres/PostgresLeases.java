package io.bhiv.automation.service.postgres;

import io.bhiv.automation.engine.job.Policies.Lost;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.ledger.Ledger.Claim;
import io.bhiv.automation.engine.ledger.Ledger.Renewal;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.kit.store.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.data.Interval;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How long a claim holds, by the database's clock. */
final class PostgresLeases {

    private static final String RENEW = """
            UPDATE automation.run r SET lease_until = now() + $4::interval
            FROM unnest($1::text[], $2::timestamptz[], $3::bigint[]) m(job, due_at, epoch)
            WHERE r.job = m.job AND r.due_at = m.due_at AND r.epoch = m.epoch AND r.state = 'running'
            RETURNING r.job, r.due_at, r.cancel_requested""";

    private static final String EXPIRED = "SELECT " + Rows.ENTRY + " FROM automation.run r"
            + " WHERE r.state = 'running' AND r.lease_until < now() ORDER BY r.lease_until LIMIT $1";

    private static final String REOPEN = """
            UPDATE automation.run r SET state = 'due', replica = NULL, lease_until = NULL
            FROM unnest($1::text[], $2::timestamptz[]) m(job, due_at)
            WHERE r.job = m.job AND r.due_at = m.due_at AND r.state = 'running' AND r.lease_until < now()
                AND r.epoch < $3""";

    private final Pool pool;
    private final Duration lease;

    PostgresLeases(Pool pool, Duration lease) {
        this.pool = pool;
        this.lease = lease;
    }

    Uni<Renewal> renew(Collection<Claim> held) {
        if (held.isEmpty()) {
            return Uni.createFrom().item(new Renewal(Set.of(), Set.of()));
        }
        // In one order with those who end runs, so that neither waits for the other.
        List<Claim> inOrder =
                held.stream().sorted(Comparator.comparing(Claim::key)).toList();
        Tuple rows = new Columns<>(inOrder)
                .texts(claim -> claim.key().job())
                .times(claim -> claim.key().dueAt())
                .longs(claim -> (long) claim.epoch())
                .value(Interval.of(lease))
                .tuple();
        return pool.preparedQuery(RENEW).execute(rows).map(PostgresLeases::renewal);
    }

    private static Renewal renewal(RowSet<Row> rows) {
        Set<RunKey> held = new HashSet<>();
        Set<RunKey> cancel = new HashSet<>();
        rows.forEach(row -> {
            held.add(Rows.key(row));
            if (row.getBoolean("cancel_requested")) {
                cancel.add(Rows.key(row));
            }
        });
        return new Renewal(held, cancel);
    }

    Uni<List<Entry>> expired(int limit) {
        return pool.preparedQuery(EXPIRED).execute(Tuple.of(limit)).map(rows -> Rows.list(rows, Rows::entry));
    }

    Uni<Integer> reopen(List<RunKey> expired) {
        Tuple rows = Rows.keys(expired).value(Lost.TIMES).tuple();
        return pool.preparedQuery(REOPEN).execute(rows).map(RowSet::rowCount);
    }
}
