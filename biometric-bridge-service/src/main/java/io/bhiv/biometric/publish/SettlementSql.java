package io.bhiv.biometric.publish;

/** The statements of a settlement, each one round trip for a whole batch. */
final class SettlementSql {

    /**
     * Ends deliveries and stores what they changed. An older version never overwrites a newer one,
     * whichever replica it comes from; rows go in key order, so that two replicas never deadlock.
     *
     * <p>Parameters: event ids and received at of the ended deliveries; providers, user ids, connection ids, subject ids,
     * reference ids, brands, states, changed at of the links; connection ids, types, ids, revisions and facts (joined by
     * line feeds) of the resources; event ids, received at, providers, rules, records and whole of what a rule dropped.
     */
    static final String SETTLE = """
            WITH ended AS (
              DELETE FROM biometric.outstanding o USING unnest($1::uuid[], $2::timestamptz[]) AS e(event_id, received_at)
              WHERE o.received_at = e.received_at AND o.event_id = e.event_id
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
              SELECT * FROM unnest($16::uuid[], $17::timestamptz[], $18::text[], $19::text[], $20::bigint[], $21::boolean[])
              ON CONFLICT (received_at, event_id, rule) DO UPDATE SET records = excluded.records, whole = excluded.whole
            )
            INSERT INTO biometric.emitted_resource AS r (connection_id, resource_type, resource_id, revision, facts)
            SELECT c, t, i, v, string_to_array(f, E'\\n')
            FROM unnest($11::text[], $12::text[], $13::text[], $14::bigint[], $15::text[]) AS n(c, t, i, v, f)
            ORDER BY 1, 2, 3
            ON CONFLICT (connection_id, resource_type, resource_id) DO UPDATE
            SET revision = excluded.revision, facts = excluded.facts
            WHERE r.revision <= excluded.revision
            """;

    /** Locks links by their keys until the end of the transaction. Parameter: keys, sorted. */
    static final String LOCK_LINKS = """
            SELECT pg_advisory_xact_lock(hashtextextended('biometric.link|' || key, 0)) FROM unnest($1::text[]) AS k(key)
            """;

    /**
     * Parks deliveries. Where the link that one waits for has been activated since its state was read, the delivery stays
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
                AND l.state = 'ACTIVE' AND l.changed_at_ms > 0
              RETURNING o.event_id
            ), moved AS (
              DELETE FROM biometric.outstanding o USING parking r
              WHERE o.received_at = r.received_at AND o.event_id = r.event_id
                AND r.event_id NOT IN (SELECT event_id FROM activated)
              RETURNING r.*)
            INSERT INTO biometric.parked (event_id, received_at, provider, reason, waits_for)
            SELECT event_id, received_at, provider, reason, nullif(waits_for, '') FROM moved
            ON CONFLICT (event_id) DO UPDATE SET reason = excluded.reason, parked_at = now(), discarded_at = NULL
            RETURNING provider, reason
            """;

    /** Makes outstanding again what waited for a link. Parameter: keys of the links. */
    static final String UNPARK = """
            WITH freed AS (
              DELETE FROM biometric.parked WHERE waits_for = ANY($1::text[]) AND discarded_at IS NULL
              RETURNING received_at, event_id, provider
            ), queued AS (
              INSERT INTO biometric.outstanding (received_at, event_id, claimed_until)
              SELECT received_at, event_id, now() FROM freed
              ON CONFLICT DO NOTHING)
            SELECT provider, count(*) AS freed FROM freed GROUP BY provider
            """;

    /** Keeps a notice for the fetch from the provider's API. Parameters: event ids, received at, providers, resources. */
    static final String AWAIT_FETCH = """
            WITH moved AS (
              DELETE FROM biometric.outstanding o
              USING unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[]) AS r(event_id, received_at, provider, resource)
              WHERE o.received_at = r.received_at AND o.event_id = r.event_id
              RETURNING r.*)
            INSERT INTO biometric.awaiting_fetch (event_id, received_at, provider, resource)
            SELECT event_id, received_at, provider, resource FROM moved
            ON CONFLICT (event_id) DO NOTHING
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
