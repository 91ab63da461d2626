package io.bhiv.insight.store;

import io.bhiv.insight.ask.ServicesConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How far recoveries have come, in their audit rows: any replica can read it, and at most one of a target runs at a time. One that has not
 * moved for a lease has lost its process, and keeps no other one from running.
 */
@ApplicationScoped
public class RecoveryRows {

    private static final Duration SHORTEST_LEASE = Duration.ofMinutes(6);
    /** Between two moves a second's worth is sent, where it has to be so one by one. */
    private static final int CALLS = 100;

    private static final int SHOWN = 20;

    private static final String GIVE_UP = """
        UPDATE insight.operator_action
           SET state = 'stopped', note = 'its process ended', count = sent, outcome = 'stopped: its process ended', ended_at = now()
         WHERE target = $1 AND state = 'running' AND moved_at < now() - $2::bigint * interval '1 second'""";
    private static final String BEGIN = """
        INSERT INTO insight.operator_action
               (actor, action, subject, detail, recovery, target, reason, provider, most, rate, total, asked, sent, state, note, moved_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 'running', '', now())
        ON CONFLICT (target) WHERE state = 'running' DO NOTHING""";
    private static final String MOVE = """
        UPDATE insight.operator_action SET asked = $2, sent = $3, moved_at = now()
         WHERE recovery = $1 AND state = 'running'""";
    private static final String END = """
        UPDATE insight.operator_action
           SET sent = $2::integer, count = $2::integer, state = $3, note = $4, outcome = $5, moved_at = now(), ended_at = now()
         WHERE recovery = $1 AND state = 'running'""";
    private static final String READ = """
        SELECT recovery, actor, target, reason, provider, most, rate, total, asked, sent,
               CASE WHEN state = 'running' AND moved_at < now() - $1::bigint * interval '1 second' THEN 'stopped' ELSE state END,
               CASE WHEN state = 'running' AND moved_at < now() - $1::bigint * interval '1 second' THEN 'its process ended' ELSE note END,
               moved_at
          FROM insight.operator_action WHERE recovery IS NOT NULL""";

    private final InsightStore store;
    private final Duration lease;

    RecoveryRows(InsightStore store, ServicesConfig services) {
        this.store = store;
        this.lease = lease(services.limit());
    }

    /** Longer than the calls between two moves can take. */
    static Duration lease(Duration limitOfACall) {
        Duration longest = limitOfACall.multipliedBy(CALLS).plusMinutes(1);
        return longest.compareTo(SHORTEST_LEASE) > 0 ? longest : SHORTEST_LEASE;
    }

    /** What a recovery is to do. */
    public record RecoveryRequest(
            UUID id,
            String actor,
            String verb,
            String subject,
            String detail,
            String target,
            String reason,
            String provider,
            int most,
            int rate,
            int total) {}

    /** How far it has come. */
    public record Row(
            UUID id,
            String actor,
            String target,
            String reason,
            String provider,
            int most,
            int rate,
            int total,
            int asked,
            int sent,
            String state,
            String note,
            Instant movedAt) {}

    /** False where one of this target runs. Fails where the store does not answer: then nothing may be sent. */
    public Uni<Boolean> begin(RecoveryRequest asked) {
        return store.pool()
                .withTransaction(connection -> connection
                        .preparedQuery(GIVE_UP)
                        .execute(Tuple.of(asked.target(), lease.toSeconds()))
                        .chain(() -> connection
                                .preparedQuery(BEGIN)
                                .execute(Tuple.from(List.<Object>of(
                                        asked.actor(),
                                        asked.verb(),
                                        asked.subject(),
                                        asked.detail(),
                                        asked.id(),
                                        asked.target(),
                                        asked.reason(),
                                        asked.provider(),
                                        asked.most(),
                                        asked.rate(),
                                        asked.total())))))
                .map(RecoveryRows::changed);
    }

    /** Before anything is sent. False where it does not run any more: another one may, of the same target. */
    public Uni<Boolean> move(UUID id, int asked, int sent) {
        return store.pool()
                .preparedQuery(MOVE)
                .execute(Tuple.of(id, asked, sent))
                .map(RecoveryRows::changed);
    }

    public Uni<Void> end(UUID id, int sent, String state, String note) {
        String outcome = note.isEmpty() ? state : state + ": " + note;
        return store.pool()
                .preparedQuery(END)
                .execute(Tuple.of(id, sent, state, note, outcome))
                .replaceWithVoid();
    }

    public Uni<Optional<Row>> find(UUID id) {
        return store.pool()
                .preparedQuery(READ + " AND recovery = $2")
                .execute(Tuple.of(lease.toSeconds(), id))
                .map(rows -> all(rows).stream().findFirst());
    }

    /** The newest first. */
    public Uni<List<Row>> recent() {
        return store.pool()
                .preparedQuery(READ + " ORDER BY at DESC, id DESC LIMIT " + SHOWN)
                .execute(Tuple.of(lease.toSeconds()))
                .map(RecoveryRows::all);
    }

    private static boolean changed(RowSet<?> rows) {
        return rows.rowCount() == 1;
    }

    private static List<Row> all(RowSet<io.vertx.mutiny.sqlclient.Row> rows) {
        List<Row> all = new ArrayList<>();
        rows.forEach(row -> all.add(new Row(
                row.getUUID(0),
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getInteger(5),
                row.getInteger(6),
                row.getInteger(7),
                row.getInteger(8),
                row.getInteger(9),
                row.getString(10),
                row.getString(11),
                row.getOffsetDateTime(12).toInstant())));
        return all;
    }
}
