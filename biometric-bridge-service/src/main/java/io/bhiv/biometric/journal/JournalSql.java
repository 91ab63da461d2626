package io.bhiv.biometric.journal;

/** The statements of the journal, each one round trip for a whole batch. */
final class JournalSql {

    /**
     * Deduplicates, appends and remembers what is outstanding, in one statement and one transaction.
     *
     * <p>Each content has an id as well, and its row names the delivery that brought it and the way it came. A delivery whose content came
     * by the other way (webhook, or the provider's direct topic) is a duplicate of that delivery, whatever ids the provider gave the two.
     * Within one batch the direct one is kept. Two deliveries that came the same way are two: the provider distinguishes them.
     *
     * <p>Ids are inserted in order, those of contents first, so that two batches which overlap cannot wait for each other in a circle. A
     * batch that meets an id of a transaction still open waits for it and then sees its row as it is now, not as the statement's
     * snapshot has it ({@code DO UPDATE} and not a look-up): of two concurrent duplicates on two replicas exactly one is
     * new. A row that was there and is returned is a locked one ({@code xmax}); a new one is not.
     *
     * <p>Parameters, arrays of one length without repeated event ids: event ids, content event ids, providers, channels,
     * delivery ids, request references, ordering ms, late, traceparents, direct, bodies, users, types, objects and versions
     * that they are about; then the claim's length in ms, 0 for none, and the claimant.
     * Returns one row per delivery: event id, the id of the delivery that is stored for it, and received at and revision where it was
     * stored now.
     */
    static final String APPEND = """
            WITH incoming AS (
              SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[],
                                   $7::bigint[], $8::boolean[], $9::text[], $10::boolean[], $11::bytea[],
                                   $12::text[], $13::text[], $14::text[], $15::text[]) WITH ORDINALITY
                AS i(event_id, content_id, provider, channel, delivery_id, request_reference,
                     ordering_ms, late, traceparent, direct, body, about_user, about_type, about_object, about_version,
                     place)
            ), contents AS (
              INSERT INTO biometric.delivery_seen AS s (event_id, received_at, direct, delivery)
              SELECT DISTINCT ON (content_id) content_id, now(), direct, event_id
              FROM incoming ORDER BY content_id, direct DESC, place
              ON CONFLICT (event_id) DO UPDATE SET direct = s.direct
              RETURNING event_id, direct, coalesce(delivery, event_id) AS delivery, s.xmax = 0 AS fresh
            ), judged AS (
              SELECT i.event_id, i.content_id, c.fresh,
                     CASE WHEN i.direct <> c.direct OR (i.event_id = i.content_id AND NOT c.fresh)
                          THEN c.delivery ELSE i.event_id END AS delivery
              FROM incoming i JOIN contents c ON c.event_id = i.content_id
            ), ids AS (
              INSERT INTO biometric.delivery_seen AS s (event_id, received_at, direct, delivery)
              SELECT event_id, now(), false, delivery FROM judged WHERE event_id <> content_id ORDER BY event_id
              ON CONFLICT (event_id) DO UPDATE SET direct = s.direct
              RETURNING event_id, coalesce(delivery, event_id) AS delivery, s.xmax = 0 AS fresh
            ), decided AS (
              SELECT event_id, delivery, fresh FROM ids
              UNION ALL
              SELECT event_id, delivery, fresh FROM judged WHERE event_id = content_id
            ), stored AS (
              INSERT INTO biometric.delivery (event_id, received_at, provider, channel, revision, delivery_id,
                                              request_reference, ordering_ms, late, traceparent, body,
                                              about_user, about_type, about_object, about_version)
              SELECT i.event_id, now(), i.provider, i.channel,
                     1 + (SELECT count(*) FROM biometric.delivery_seen s
                          WHERE s.event_id >= overlay(i.event_id::text placing '0000-000000000000' from 20)::uuid
                            AND s.event_id <= overlay(i.event_id::text placing 'ffff-ffffffffffff' from 20)::uuid),
                     i.delivery_id, i.request_reference, i.ordering_ms, i.late, i.traceparent, i.body,
                     i.about_user, i.about_type, i.about_object, i.about_version
              FROM incoming i JOIN decided d ON d.event_id = i.event_id AND d.fresh AND d.delivery = i.event_id
              RETURNING event_id, received_at, revision
            ), queued AS (
              INSERT INTO biometric.outstanding (received_at, event_id, claimed_until, attempts, begun, claimant)
              SELECT received_at, event_id, now() + $16::bigint * interval '1 millisecond',
                     least($16, 1)::int, least($16, 1)::smallint, $17::bigint
              FROM stored
            )
            SELECT event_id, d.delivery, s.received_at, s.revision FROM decided d LEFT JOIN stored s USING (event_id)
            """;

    /**
     * Claims outstanding deliveries without a live claim, oldest first, up to a number and to a sum of bytes; the first is
     * claimed however large. What exceeds the sum is unlocked when the statement ends. Parameters: limit, claim in
     * ms, bytes, claimant.
     *
     * <p>A plan made once knows neither the limit nor how few rows it leaves. So the statement leaves it no choice: each
     * body is looked up by itself ({@code OFFSET 0} keeps the look-up from becoming a join) and rows are changed by their
     * place. As joins they would sort every delivery of every day, bodies included, for each claim.
     *
     * <p>A row without its delivery can never be processed. It is parked in passing, where an operator sees it: left in its
     * place it would stand in front of all others.
     */
    private static final String CLAIMS = """
            WITH due AS (
              SELECT ctid AS spot, received_at, event_id FROM biometric.outstanding
              WHERE claimed_until <= now() AND %s
              ORDER BY received_at
              LIMIT $1
              FOR UPDATE SKIP LOCKED
            ), weighed AS MATERIALIZED (
              SELECT due.spot, d.*, sum(length(d.body)) OVER in_order AS bytes, row_number() OVER in_order AS place
              FROM due CROSS JOIN LATERAL (
                SELECT * FROM biometric.delivery
                WHERE received_at = due.received_at AND event_id = due.event_id OFFSET 0) d
              WINDOW in_order AS (ORDER BY d.received_at, d.event_id)
            ), orphaned AS (
              DELETE FROM biometric.outstanding
              WHERE ctid = ANY (ARRAY(SELECT spot FROM due WHERE spot NOT IN (SELECT spot FROM weighed)))
              RETURNING received_at, event_id
            ), shown AS (
              INSERT INTO biometric.parked (event_id, received_at, provider, reason)
              SELECT event_id, received_at, '', 'CONTENT_MISSING' FROM orphaned
              ON CONFLICT (event_id) DO NOTHING
            ), claimed AS (
              UPDATE biometric.outstanding o
              SET claimed_until = now() + $2::bigint * interval '1 millisecond', attempts = o.attempts + 1, claimant = $4,
                  begun = CASE WHEN o.claimant = $4 THEN greatest(o.begun, 1) ELSE o.begun + 1 END
              WHERE o.ctid = ANY (ARRAY(SELECT spot FROM weighed WHERE place = 1 OR bytes <= $3))
              RETURNING o.received_at, o.event_id, o.attempts
            )
            SELECT w.event_id, w.received_at, w.provider, w.channel, w.revision, w.delivery_id, w.request_reference,
                   w.ordering_ms, w.late, w.traceparent, w.about_user, w.about_type, w.about_object, w.about_version,
                   c.attempts, w.body
            FROM claimed c JOIN weighed w ON w.received_at = c.received_at AND w.event_id = c.event_id
            ORDER BY w.received_at
            """;

    static final String CLAIM = CLAIMS.formatted("begun < 3");

    /** The same for what was begun three times and never ended. */
    static final String CLAIM_SUSPECT = CLAIMS.formatted("begun >= 3");

    /**
     * Parks what was taken alone and never ended either. Parameter: the claimant that asks, whose own work may still be under
     * way. Answers the parked ones.
     */
    static final String PARK_CRASHED = """
            WITH crashed AS (
              DELETE FROM biometric.outstanding WHERE begun > 3 AND claimed_until <= now() AND claimant <> $1
              RETURNING received_at, event_id
            )
            INSERT INTO biometric.parked (event_id, received_at, provider, reason)
            SELECT c.event_id, c.received_at, d.provider, 'CRASHED'
            FROM crashed c JOIN biometric.delivery d ON d.received_at = c.received_at AND d.event_id = c.event_id
            ON CONFLICT (event_id) DO UPDATE SET reason = excluded.reason, parked_at = now(), discarded_at = NULL
            RETURNING event_id, provider
            """;

    static final String HAS_SUSPECTS =
            "SELECT EXISTS (SELECT FROM biometric.outstanding WHERE begun >= 3 AND claimed_until <= now())";

    private JournalSql() {}
}
