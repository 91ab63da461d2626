package io.bhiv.core.journal;

import io.bhiv.core.identity.IdempotencyKey;
import io.bhiv.core.identity.Update;
import io.bhiv.kit.body.ByteBudget;
import io.bhiv.kit.store.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The statements that append. One round trip and one fsync per batch. */
final class JournalStatements {

    /** Rows of the tally that batches use in turn, so that two batches seldom wait for the same row. */
    private static final int SLOTS = 32;

    private static final String STORE = """
        , journalled AS (
            INSERT INTO core.update_journal (update_id, received_at, module, session_id, record)
            SELECT update_id, received_at, module, session_id, record FROM fresh
        ), pending AS (
            INSERT INTO core.pending_update (update_id, received_at, module, due_at)
            SELECT update_id, received_at, module, now() + make_interval(secs => $6) FROM fresh
        ), tallied AS (
            INSERT INTO core.tally AS t (module, minute, slot, accepted)
            SELECT '', m, $7, (SELECT count(*) FROM fresh)
            FROM (VALUES ('-infinity'::timestamptz), (date_trunc('minute', now()))) AS minutes (m)
            ON CONFLICT (module, minute, slot) DO UPDATE SET accepted = t.accepted + EXCLUDED.accepted
        ), counted AS (
            INSERT INTO core.event_tally_delta (minute, intake, stored)
            SELECT date_trunc('minute', received_at), 'core-updates', count(*) FROM fresh GROUP BY 1
        )
        SELECT update_id FROM fresh
        """;

    private static final String INSERT = """
            WITH fresh AS (
                SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::bytea[])
                    AS t (update_id, received_at, module, session_id, record)
            )\
            """ + STORE;

    private static final String INSERT_KEYED = """
            WITH input AS (
                SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::bytea[], $8::bytea[], $9::bytea[])
                    AS t (update_id, received_at, module, session_id, record, key_hash, body_hash)
            ), claimed AS (
                SELECT id FROM core.claim_keys($8::bytea[], $9::bytea[], $1::uuid[], $4::text[]) AS id
            ), fresh AS (
                SELECT * FROM input WHERE key_hash IS NULL OR update_id IN (SELECT id FROM claimed)
            )\
            """ + STORE;

    private static final String EARLIER = """
        WITH seen AS (
            SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS t (update_id, key_hash, body_hash)
        )
        SELECT s.update_id, k.id AS first_id, k.session_id, k.body_hash = s.body_hash AS same
        FROM seen s JOIN core.request_key k USING (key_hash)
        UNION ALL
        SELECT s.update_id, k.update_id, k.session_id, k.body_hash = s.body_hash
        FROM seen s JOIN core.idempotency_key k USING (key_hash)
        """;

    private final Pool pool;
    private final ByteBudget budget;
    private final double graceSeconds;
    private final AtomicInteger slot =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(SLOTS));

    JournalStatements(Pool pool, Duration grace, ByteBudget budget) {
        this.pool = pool;
        this.budget = budget;
        this.graceSeconds = grace.toMillis() / 1000.0;
    }

    Uni<Void> insert(List<Update> batch) {
        return budget.watch(
                        weight(batch),
                        pool.preparedQuery(INSERT).execute(columns(batch).tuple()))
                .replaceWithVoid();
    }

    /** The ids that were stored; the others have a key that was used before. */
    Uni<Set<UUID>> insertKeyed(List<Update> batch) {
        Tuple columns = columns(batch)
                .value(hashes(batch, IdempotencyKey::keyHash))
                .value(hashes(batch, IdempotencyKey::bodyHash))
                .tuple();
        return budget.watch(weight(batch), pool.preparedQuery(INSERT_KEYED).execute(columns))
                .map(rows -> {
                    Set<UUID> ids = new HashSet<>();
                    rows.forEach(row -> ids.add(row.getUUID(0)));
                    return ids;
                });
    }

    private static long weight(List<Update> batch) {
        return batch.stream().mapToLong(Update::weight).sum();
    }

    /** The updates for which these keys were first used. Runs after the insert, so it sees the commits that the insert waited for. */
    Uni<Map<UUID, Appended>> earlierAnswers(List<Update> seen) {
        Tuple columns = Tuple.of(
                seen.stream().map(Update::id).toArray(UUID[]::new),
                hashes(seen, IdempotencyKey::keyHash),
                hashes(seen, IdempotencyKey::bodyHash));
        return pool.preparedQuery(EARLIER).execute(columns).map(rows -> {
            Map<UUID, Appended> answers = new HashMap<>();
            rows.forEach(row -> answers.put(row.getUUID("update_id"), answer(row)));
            // A key that expired between the two statements: nothing was stored, so nothing may be acknowledged.
            seen.forEach(update -> answers.putIfAbsent(update.id(), new Appended.Conflict()));
            return answers;
        });
    }

    private static Appended answer(Row row) {
        return Boolean.TRUE.equals(row.getBoolean("same"))
                ? new Appended.Duplicate(row.getUUID("first_id"), row.getString("session_id"))
                : new Appended.Conflict();
    }

    private Columns<Update> columns(List<Update> batch) {
        return new Columns<>(batch)
                .uuids(Update::id)
                .times(Update::receivedAt)
                .texts(Update::module)
                .texts(Update::sessionId)
                .bytes(Update::record)
                .value(graceSeconds)
                .value((short) Math.floorMod(slot.getAndIncrement(), SLOTS));
    }

    private static @Nullable Buffer[] hashes(
            List<Update> batch, java.util.function.Function<IdempotencyKey, byte[]> part) {
        @Nullable Buffer[] hashes = new Buffer[batch.size()];
        for (int i = 0; i < hashes.length; i++) {
            IdempotencyKey key = batch.get(i).key();
            hashes[i] = key == null ? null : Buffer.buffer(part.apply(key));
        }
        return hashes;
    }
}
