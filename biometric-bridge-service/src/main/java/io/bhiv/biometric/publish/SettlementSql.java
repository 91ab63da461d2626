package io.bhiv.biometric.publish;

/** The statements of a settlement, each one round trip for a whole batch. */
final class SettlementSql {

    /**
     * Ends deliveries, tallies them, and stores what they changed. An older version never overwrites a newer one,
     * whichever replica it comes from; rows go in key order, so that two replicas never deadlock.
     *
     * <p>Parameters: event ids and received at of the ended deliveries; providers, user ids, connection ids, subject ids,
     * reference ids, brands, states, changed at of the links; connection ids, types, ids, revisions, facts (joined by
     * line feeds), deliveries, partitions and offsets of the resources; event ids, received at, providers, rules, records and
     * whole of what a rule dropped.
     */
    static final String SETTLE = """
            WITH ended AS (
              DELETE FROM biometric.outstanding o USING unnest($1::uuid[], $2::timestamptz[]) AS e(event_id, received_at)
              WHERE o.received_at = e.received_at AND o.event_id = e.event_id
              RETURNING o.event_id, o.received_at,
                        -- a replica of an earlier version queues without the provider
                        coalesce(o.provider, (SELECT d.provider FROM biometric.delivery d
                                              WHERE d.received_at = o.received_at AND d.event_id = o.event_id), '') AS provider
            ), tallied AS (
              INSERT INTO biometric.event_tally_delta (minute, intake, published, dropped)
              SELECT date_trunc('minute', received_at), provider, count(*) FILTER (WHERE w.event_id IS NULL), count(w.event_id)
              FROM ended LEFT JOIN (
                SELECT DISTINCT event_id FROM unnest($19::uuid[], $24::boolean[]) AS d(event_id, whole) WHERE whole) w USING (event_id)
              GROUP BY 1, 2
            ), linked AS (
              INSERT INTO biometric.link AS l (provider, provider_user_id, connection_id, subject_id, reference_id, brand,
                                               state, changed_at_ms)
              SELECT * FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                                   $10::bigint[]) ORDER BY 1, 2
              ON CONFLICT (provider, provider_user_id) DO UPDATE
              SET connection_id = excluded.connection_id, subject_id = excluded.subject_id,
                  reference_id = excluded.reference_id, brand = excluded.brand, state = excluded.state,
                  changed_at_ms = excluded.changed_at_ms
              WHERE l.changed_at_ms <= excluded.changed_at_ms
            ), dropped AS (
              INSERT INTO biometric.dropped (event_id, received_at, provider, rule, records, whole)
              SELECT * FROM unnest($19::uuid[], $20::timestamptz[], $21::text[], $22::text[], $23::bigint[], $24::boolean[])
              ON CONFLICT (received_at, event_id, rule) DO UPDATE SET records = excluded.records, whole = excluded.whole
            )
            INSERT INTO biometric.emitted_resource AS r (connection_id, resource_type, resource_id, revision, facts,
                                                         delivery, published_at, kafka_partition, kafka_offset)
            SELECT c, t, i, v, string_to_array(f, E'\\n'), d, now(), p, o
            FROM unnest($11::text[], $12::text[], $13::text[], $14::bigint[], $15::text[], $16::uuid[], $17::bigint[], $18::bigint[])
              AS n(c, t, i, v, f, d, p, o)
            ORDER BY 1, 2, 3
            ON CONFLICT (connection_id, resource_type, resource_id) DO UPDATE
            SET revision = excluded.revision, facts = excluded.facts, delivery = excluded.delivery,
                published_at = excluded.published_at, kafka_partition = excluded.kafka_partition, kafka_offset = excluded.kafka_offset
            WHERE r.revision <= excluded.revision
            """;

    /**
     * The same, and stores what the rules are given that know the person. Parameters: in addition people, connections and arrivals, one
     * of each for a delivery.
     */
    static final String SETTLE_WITH_ARRIVALS = """
            WITH arrived AS (
              INSERT INTO biometric.person_arrival (subject_id, connection_id, arrivals)
              SELECT * FROM unnest($25::text[], $26::text[], $27::text[])
            )
            """ + ", " + SETTLE.substring("WITH ".length());

    /** Locks links by their keys until the end of the transaction. Parameter: keys, sorted. */
    static final String LOCK_LINKS = """
            SELECT pg_advisory_xact_lock(hashtextextended('biometric.link|' || key, 0)) FROM unnest($1::text[]) AS k(key)
            """;

    /**
     * Parks deliveries. Where the link that one waits for has been activated or replaced since its state was read, the delivery stays
     * outstanding and is tried again. Parameters: event ids, received at, providers, reasons, links waited for, pause in ms.
     */
    static final String PARK = """
            WITH parking AS (
              SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[])
                AS r(event_id, received_at, provider, reason, waits_for)
            ), activated AS (
              UPDATE biometric.outstanding o SET claimed_until = now() + $6::bigint * interval '1 millisecond', begun = 0
              FROM parking r
              JOIN biometric.link l ON l.provider = r.provider AND l.provider_user_id = substr(r.waits_for, length(r.provider) + 2)
              WHERE o.received_at = r.received_at AND o.event_id = r.event_id
                AND l.state IN ('ACTIVE', 'REAUTH') AND l.changed_at_ms > 0
              RETURNING o.event_id
            ), moved AS (
              DELETE FROM biometric.outstanding o USING parking r
              WHERE o.received_at = r.received_at AND o.event_id = r.event_id
                AND r.event_id NOT IN (SELECT event_id FROM activated)
              RETURNING r.*
            ), tallied AS (
              INSERT INTO biometric.event_tally_delta (minute, intake, parked)
              SELECT date_trunc('minute', received_at), provider, count(*) FROM moved GROUP BY 1, 2
            )
            INSERT INTO biometric.parked (event_id, received_at, provider, reason, waits_for)
            SELECT event_id, received_at, provider, reason, nullif(waits_for, '') FROM moved
            ON CONFLICT (event_id) DO UPDATE
            SET reason = excluded.reason, waits_for = excluded.waits_for, parked_at = now(), discarded_at = NULL
            RETURNING provider, reason
            """;

    /** Makes outstanding again what waited for a link. Parameter: keys of the links. */
    static final String UNPARK = """
            WITH freed AS (
              DELETE FROM biometric.parked WHERE waits_for = ANY($1::text[]) AND discarded_at IS NULL
              RETURNING received_at, event_id, provider
            ), queued AS (
              INSERT INTO biometric.outstanding (received_at, event_id, provider, claimed_until)
              SELECT received_at, event_id, provider, now() FROM freed
              ON CONFLICT DO NOTHING
            ), tallied AS (
              INSERT INTO biometric.event_tally_delta (minute, intake, parked)
              SELECT date_trunc('minute', received_at), provider, -count(*) FROM freed GROUP BY 1, 2
            )
            SELECT provider, count(*) AS freed FROM freed GROUP BY provider
            """;

    /**
     * Keeps notices until their objects are read, and makes one task of all that name the same object. Each lets the task start over,
     * once nothing was announced for a moment. A notice of an object that was deleted is dropped: it came late.
     *
     * <p>Parameters: event ids, received at, providers, types, connection ids and object ids; pause before the fetch in ms. Returns the
     * provider of each notice that was dropped.
     */
    static final String AWAIT_FETCH = """
            WITH noticed AS (
              SELECT r.*, EXISTS (
                SELECT FROM biometric.fetched_object f
                WHERE f.connection_id = r.connection_id AND f.object_type = r.object_type AND f.object_id = r.object_id
                  AND f.deleted_at IS NOT NULL) AS deleted
              FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[])
                AS r(event_id, received_at, provider, object_type, connection_id, object_id)
            ), moved AS (
              DELETE FROM biometric.outstanding o USING noticed r
              WHERE o.received_at = r.received_at AND o.event_id = r.event_id
              RETURNING r.*
            ), waiting AS (
              INSERT INTO biometric.awaiting_fetch (event_id, received_at, provider, resource, connection_id, object_id)
              SELECT event_id, received_at, provider, object_type, connection_id, object_id FROM moved WHERE NOT deleted
              ON CONFLICT (event_id) DO NOTHING
            ), tallied AS (
              INSERT INTO biometric.event_tally_delta (minute, intake, dropped)
              SELECT date_trunc('minute', received_at), provider, count(*) FROM moved WHERE deleted GROUP BY 1, 2
            ), tasks AS (
              INSERT INTO biometric.fetch_task AS t
                (connection_id, object_type, object_id, provider, notices, noticed_at, due_at)
              SELECT connection_id, object_type, object_id, min(provider), count(*), biometric.fetch_clock(),
                     biometric.fetch_clock() + $7::bigint * interval '1 millisecond'
              FROM moved WHERE NOT deleted
              GROUP BY connection_id, object_type, object_id
              ORDER BY connection_id, object_type, object_id
              ON CONFLICT (connection_id, object_type, object_id) DO UPDATE
              SET notices = t.notices + excluded.notices, noticed_at = excluded.noticed_at, due_at = least(t.due_at, excluded.due_at),
                  attempts = 0, tries = 0, reason = NULL
            ), heard AS (
              UPDATE biometric.fetch_poll SET heard_at = biometric.fetch_clock()
              WHERE ctid = ANY (ARRAY(
                SELECT p.ctid FROM biometric.fetch_poll p
                WHERE (p.connection_id, p.object_type) IN (SELECT connection_id, object_type FROM moved)
                FOR UPDATE SKIP LOCKED))
            )
            INSERT INTO biometric.dropped (event_id, received_at, provider, rule, records, whole)
            SELECT event_id, received_at, provider, 'superseded', 1, true FROM moved WHERE deleted
            ON CONFLICT (received_at, event_id, rule) DO UPDATE SET whole = true
            RETURNING provider
            """;

    /**
     * Remembers that objects were deleted, and ends what waits for them. Parameters: connection ids, types, object ids. Returns the
     * provider of each notice that is superseded by that.
     */
    static final String DELETE_OBJECTS = """
            WITH gone AS (
              SELECT DISTINCT * FROM unnest($1::text[], $2::text[], $3::text[]) AS g(connection_id, object_type, object_id)
            ), remembered AS (
              INSERT INTO biometric.fetched_object AS f (connection_id, object_type, object_id, deleted_at)
              SELECT connection_id, object_type, object_id, biometric.fetch_clock() FROM gone ORDER BY 1, 2, 3
              ON CONFLICT (connection_id, object_type, object_id) DO UPDATE
              SET deleted_at = coalesce(f.deleted_at, excluded.deleted_at)
            ), ended AS (
              DELETE FROM biometric.fetch_task t USING gone g
              WHERE t.connection_id = g.connection_id AND t.object_type = g.object_type AND t.object_id = g.object_id
            ), superseded AS (
              DELETE FROM biometric.awaiting_fetch a USING gone g
              WHERE a.connection_id = g.connection_id AND a.resource = g.object_type AND a.object_id = g.object_id
              RETURNING a.event_id, a.received_at, a.provider
            ), tallied AS (
              INSERT INTO biometric.event_tally_delta (minute, intake, dropped)
              SELECT date_trunc('minute', received_at), provider, count(*) FROM superseded GROUP BY 1, 2
            )
            INSERT INTO biometric.dropped (event_id, received_at, provider, rule, records, whole)
            SELECT event_id, received_at, provider, 'superseded', 1, true FROM superseded
            ON CONFLICT (received_at, event_id, rule) DO UPDATE SET whole = true
            RETURNING provider
            """;

    /**
     * Gives claims back so that others, or we later, try again. Parameters: event ids, received at, pause in ms, whether
     * the attempt counts.
     */
    static final String RELEASE = """
            UPDATE biometric.outstanding o
            SET claimed_until = now() + $3::bigint * interval '1 millisecond', begun = 0,
                attempts = CASE WHEN $4 THEN o.attempts ELSE greatest(o.attempts - 1, 0) END
            FROM unnest($1::uuid[], $2::timestamptz[]) AS r(event_id, received_at)
            WHERE o.received_at = r.received_at AND o.event_id = r.event_id
            """;

    private SettlementSql() {}
}
