package io.bhiv.biometric.known;

/** The statements of the memory, each one round trip for a whole batch. */
final class KnownSql {

    /** Parameters: providers, provider user ids. */
    static final String LINKS = """
            SELECT l.provider, l.provider_user_id, l.connection_id, l.subject_id, l.reference_id, l.brand, l.state,
                   l.changed_at_ms
            FROM biometric.link l
            JOIN unnest($1::text[], $2::text[]) AS u(provider, provider_user_id) USING (provider, provider_user_id)
            """;

    /** Parameters: connection ids, resource types, resource ids. */
    static final String RESOURCES = """
            SELECT r.connection_id, r.resource_type, r.resource_id, r.revision, r.facts
            FROM biometric.emitted_resource r
            JOIN unnest($1::text[], $2::text[], $3::text[]) AS k(connection_id, resource_type, resource_id)
              USING (connection_id, resource_type, resource_id)
            """;

    /**
     * Ends deliveries and remembers what they said, in one transaction. An older version never overwrites a newer one,
     * whichever replica it comes from; rows go in key order, so that two replicas never wait for each other in a circle.
     *
     * <p>Parameters: event ids and received at of the ended deliveries; providers, user ids, connection ids, subject ids,
     * reference ids, brands, states, changed at of the links; connection ids, types, ids, revisions and facts (joined by
     * line feeds) of the resources.
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
            )
            INSERT INTO biometric.emitted_resource AS r (connection_id, resource_type, resource_id, revision, facts)
            SELECT c, t, i, v, string_to_array(f, E'\\n')
            FROM unnest($11::text[], $12::text[], $13::text[], $14::bigint[], $15::text[]) AS n(c, t, i, v, f)
            ORDER BY 1, 2, 3
            ON CONFLICT (connection_id, resource_type, resource_id) DO UPDATE
            SET revision = excluded.revision, facts = excluded.facts
            WHERE r.revision <= excluded.revision
            """;

    private KnownSql() {}
}
