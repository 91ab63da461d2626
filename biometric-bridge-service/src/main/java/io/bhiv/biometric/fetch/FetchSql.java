package io.bhiv.biometric.fetch;

/** The statements about objects to be read. Time is that of PostgreSQL, so that replicas agree about it. */
final class FetchSql {

    /**
     * Claims due objects of connections that are ACTIVE. The objects of others wait: for the person to connect again, or for
     * {@link #END_REVOKED}. That it is begun is written before the work; a claim of the same process that ran out did not end it.
     * Parameters: provider, limit, claim in ms, claimant.
     */
    private static final String CLAIMS = """
            UPDATE biometric.fetch_task t
            SET claimed_until = biometric.fetch_clock() + $3::bigint * interval '1 millisecond', claimant = $4,
                begun = CASE WHEN t.claimant = $4 THEN greatest(t.begun, 1) ELSE t.begun + 1 END
            FROM biometric.connection c
            WHERE c.connection_id = t.connection_id AND t.ctid = ANY (ARRAY(
              SELECT d.ctid FROM biometric.fetch_task d JOIN biometric.connection a USING (connection_id)
              WHERE %s AND d.due_at <= (SELECT biometric.fetch_clock())
                AND d.claimed_until <= (SELECT biometric.fetch_clock()) AND a.state = 'ACTIVE'
              ORDER BY d.due_at LIMIT $2 FOR UPDATE OF d SKIP LOCKED))
            RETURNING t.connection_id, t.provider, c.provider_user_id, t.object_type, t.object_id, t.notices, t.attempts, t.tries, t.reason
            """;

    /** Of one provider: the index then has them in their order, and a long backlog is not sorted for each claim. */
    static final String OF_ONE = "d.provider = $1::text AND d.begun < 3";

    /**
     * What was begun three times and never ended, of several providers; these are few, and have an index of their own. What another process
     * began a fourth time is only to be given up ({@link #PARK_CRASHED}): claimed once more, it would end this process as well.
     */
    static final String SUSPECT = "d.provider = ANY ($1::text[]) AND d.begun >= 3 AND (d.begun = 3 OR d.claimant = $4)";

    static final String CLAIM = CLAIMS.formatted(OF_ONE);

    /** The same for a suspect; the first parameter is an array. */
    static final String CLAIM_SUSPECT = CLAIMS.formatted(SUSPECT);

    /**
     * Gives up what was read alone and ended the process even then, and parks its notices. A task that is named by another notice at this
     * moment stays until the next look: this statement does not see that notice. Parameter: the claimant that calls, whose own work may
     * still be under way. Returns the provider of each notice.
     */
    static final String PARK_CRASHED = """
            WITH seen AS MATERIALIZED (
              SELECT connection_id, object_type, object_id, notices FROM biometric.fetch_task WHERE begun > 3
            ), crashed AS (
              DELETE FROM biometric.fetch_task t USING seen s
              WHERE t.connection_id = s.connection_id AND t.object_type = s.object_type AND t.object_id = s.object_id
                AND t.notices = s.notices
                AND t.begun > 3 AND t.claimed_until <= biometric.fetch_clock() AND t.claimant <> $1
              RETURNING t.connection_id, t.object_type, t.object_id
            ), given_up AS (
              DELETE FROM biometric.awaiting_fetch a USING crashed c
              WHERE a.connection_id = c.connection_id AND a.resource = c.object_type AND a.object_id = c.object_id
              RETURNING a.event_id, a.received_at, a.provider
            ), tallied AS (
              INSERT INTO biometric.event_tally_delta (minute, intake, parked)
              SELECT date_trunc('minute', received_at), provider, count(*) FROM given_up GROUP BY 1, 2
            )
            INSERT INTO biometric.parked (event_id, received_at, provider, reason)
            SELECT event_id, received_at, provider, 'CRASHED' FROM given_up
            ON CONFLICT (event_id) DO UPDATE SET reason = excluded.reason, parked_at = now(), discarded_at = NULL
            RETURNING provider, event_id
            """;

    /** Whether the connection is ACTIVE, and whether the object was deleted. Parameters: connection id, type, object id. */
    static final String STANDING = """
            SELECT EXISTS (SELECT FROM biometric.connection WHERE connection_id = $1 AND state = 'ACTIVE') AS active,
                   EXISTS (SELECT FROM biometric.fetched_object
                           WHERE connection_id = $1 AND object_type = $2 AND object_id = $3 AND deleted_at IS NOT NULL) AS deleted
            """;

    /**
     * Ends a task whose object was deleted, with its notices. The settlement of the deletion does so as well, but not with those of a
     * notice that another replica settled at that moment. Parameters: connection id, type, object id. Returns the provider of each notice.
     */
    static final String END_DELETED = """
            WITH ended AS (
              DELETE FROM biometric.fetch_task WHERE connection_id = $1 AND object_type = $2 AND object_id = $3
            ), superseded AS (
              DELETE FROM biometric.awaiting_fetch WHERE connection_id = $1 AND resource = $2 AND object_id = $3
              RETURNING event_id, received_at, provider
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
     * Ends a task whose object is in the journal, settles its notices, and stores the version. Where another notice came meanwhile,
     * the task starts over instead, also for one that is committed while this statement waits for the row: a condition on the number of
     * notices would be asked of the row as it was before. Parameters: connection id, type, object id, notices, version, pause in ms.
     * Returns the provider of each notice that was settled.
     */
    static final String FETCHED = """
            WITH ended AS (
              DELETE FROM biometric.fetch_task
              WHERE connection_id = $1 AND object_type = $2 AND object_id = $3 AND notices = $4
              RETURNING 1
            ), again AS (
              UPDATE biometric.fetch_task
              SET claimed_until = '-infinity', begun = 0, attempts = 0, tries = 0, reason = NULL,
                  due_at = biometric.fetch_clock() + $6::bigint * interval '1 millisecond'
              WHERE connection_id = $1 AND object_type = $2 AND object_id = $3 AND NOT EXISTS (SELECT FROM ended)
            ), remembered AS (
              INSERT INTO biometric.fetched_object AS f (connection_id, object_type, object_id, version, fetched_at)
              VALUES ($1, $2, $3, $5, biometric.fetch_clock())
              ON CONFLICT (connection_id, object_type, object_id) DO UPDATE
              SET version = excluded.version, fetched_at = excluded.fetched_at
            ), settled AS (
              DELETE FROM biometric.awaiting_fetch
              WHERE connection_id = $1 AND resource = $2 AND object_id = $3 AND EXISTS (SELECT FROM ended)
              RETURNING received_at, provider
            ), tallied AS (
              INSERT INTO biometric.event_tally_delta (minute, intake, published)
              SELECT date_trunc('minute', received_at), provider, count(*) FROM settled GROUP BY 1, 2
            )
            SELECT provider FROM settled
            """;

    /**
     * Gives a task back. Parameters: connection id, type, object id, notices, pause in ms, attempts, reason. A notice that came meanwhile
     * has set its own time. What changes neither attempts nor reason was no attempt.
     */
    private static final String GIVE_BACK = """
            UPDATE biometric.fetch_task
            SET claimed_until = '-infinity', %s,
                due_at = CASE WHEN notices = $4
                              THEN biometric.fetch_clock() + $5::bigint * interval '1 millisecond' ELSE due_at END,
                tries = tries + (notices = $4 AND (attempts <> $6 OR reason IS DISTINCT FROM $7))::int,
                attempts = CASE WHEN notices = $4 THEN $6 ELSE attempts END,
                reason = CASE WHEN notices = $4 THEN $7 ELSE reason END
            WHERE connection_id = $1 AND object_type = $2 AND object_id = $3
            """;

    /**
     * What gives back without an answer: nothing was found out about what an answer does to the process, so this claim alone is taken
     * back. Nobody is the claimant then, and the next claim counts for the replica that makes it.
     */
    static final String NOT_BEGUN = "begun = greatest(begun - 1, 0), claimant = 0";

    /** There was an answer, and it did not end the process. */
    static final String LATER = GIVE_BACK.formatted("begun = 0");

    static final String PUT_OFF = GIVE_BACK.formatted(NOT_BEGUN);

    /**
     * Gives a task up and parks its notices, each of which starts it over when it is replayed. One that came meanwhile does so now, as for
     * {@link #FETCHED}. Parameters: connection id, type, object id, notices, reason. Returns the provider of each notice that was parked.
     */
    static final String PARK = """
            WITH ended AS (
              DELETE FROM biometric.fetch_task
              WHERE connection_id = $1 AND object_type = $2 AND object_id = $3 AND notices = $4
              RETURNING 1
            ), again AS (
              UPDATE biometric.fetch_task SET claimed_until = '-infinity', begun = 0
              WHERE connection_id = $1 AND object_type = $2 AND object_id = $3 AND NOT EXISTS (SELECT FROM ended)
            ), given_up AS (
              DELETE FROM biometric.awaiting_fetch
              WHERE connection_id = $1 AND resource = $2 AND object_id = $3 AND EXISTS (SELECT FROM ended)
              RETURNING event_id, received_at, provider
            ), tallied AS (
              INSERT INTO biometric.event_tally_delta (minute, intake, parked)
              SELECT date_trunc('minute', received_at), provider, count(*) FROM given_up GROUP BY 1, 2
            )
            INSERT INTO biometric.parked (event_id, received_at, provider, reason)
            SELECT event_id, received_at, provider, $5 FROM given_up
            ON CONFLICT (event_id) DO UPDATE SET reason = excluded.reason, parked_at = now(), discarded_at = NULL
            RETURNING provider
            """;

    /**
     * Ends what was to be read of connections that have ended. Their notices wait, as all data of such a person does, for the person to
     * connect again. Returns the provider of each notice.
     */
    static final String END_REVOKED = """
            WITH over AS (
              SELECT connection_id, provider || '|' || provider_user_id AS waits_for
              FROM biometric.connection WHERE state = 'REVOKED'
            ), tasks AS (
              DELETE FROM biometric.fetch_task t USING over o WHERE t.connection_id = o.connection_id
            ), polls AS (
              DELETE FROM biometric.fetch_poll p USING over o WHERE p.connection_id = o.connection_id
            ), notices AS (
              DELETE FROM biometric.awaiting_fetch a USING over o WHERE a.connection_id = o.connection_id
              RETURNING a.event_id, a.received_at, a.provider, o.waits_for
            ), tallied AS (
              INSERT INTO biometric.event_tally_delta (minute, intake, parked)
              SELECT date_trunc('minute', received_at), provider, count(*) FROM notices GROUP BY 1, 2
            )
            INSERT INTO biometric.parked (event_id, received_at, provider, reason, waits_for)
            SELECT event_id, received_at, provider, 'REVOKED_CONNECTION', waits_for FROM notices
            ON CONFLICT (event_id) DO UPDATE
            SET reason = excluded.reason, waits_for = excluded.waits_for, parked_at = now(), discarded_at = NULL
            RETURNING provider
            """;

    /** Notices that a replica of an older version kept are processed again, which makes tasks of them. */
    static final String TAKE_UP = """
            WITH moved AS (
              DELETE FROM biometric.awaiting_fetch WHERE connection_id IS NULL RETURNING received_at, event_id, provider)
            INSERT INTO biometric.outstanding (received_at, event_id, provider, claimed_until)
            SELECT received_at, event_id, provider, now() FROM moved
            ON CONFLICT DO NOTHING
            """;

    private FetchSql() {}
}
