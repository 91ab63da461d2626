package io.bhiv.biometric.person;

import io.bhiv.trigger.PersonState;

/**
 * The statements about people. Time is that of PostgreSQL, so that replicas agree about it. People whose state a newer version wrote are
 * left to it, with all that arrives of them: during a rolling update its replicas evaluate them, and after a rollback they wait for it.
 */
final class PersonSql {

    private static final int FIRST_NEWER = PersonState.FORMAT + 1;

    /** Constants, so that the planner sees that an index holds all of them. */
    private static final String IS_NEWER = "format BETWEEN " + FIRST_NEWER + " AND 127";

    private static final String IS_OURS = "(format < " + FIRST_NEWER + " OR format > 127)";

    /**
     * Some of what arrived, by its place and person, and a row for each person met for the first time. Only some pages are looked at: what
     * is left to newer versions may fill any number of them. Parameters: rows at most, first page, page behind the last one. Returns one row
     * at least, with the pages that there are.
     */
    static final String MEET = """
            WITH looked AS MATERIALIZED (
              SELECT a.ctid, a.subject_id FROM biometric.person_arrival a
              WHERE a.ctid >= ('(' || $2::bigint || ',0)')::tid AND a.ctid < ('(' || $3::bigint || ',0)')::tid
                AND NOT EXISTS (SELECT FROM biometric.person p WHERE p.subject_id = a.subject_id AND p.%s)
              LIMIT $1
            ), met AS (
              INSERT INTO biometric.person (subject_id) SELECT DISTINCT subject_id FROM looked ORDER BY subject_id
              ON CONFLICT (subject_id) DO NOTHING
            )
            SELECT pages, ctid::text AS place, subject_id
            FROM (SELECT pg_relation_size('biometric.person_arrival') / current_setting('block_size')::bigint AS pages) AS size
            LEFT JOIN looked ON true
            """.formatted(IS_NEWER);

    /**
     * Locks people of whom something arrived, in the order in which it was met, and people whose night closes, those that wait longest
     * first; where both are too many together, of each about as many. Those whom another replica works on are left out. Links are
     * compared by the collation of their index: by that of people no index would be used. {@code OFFSET 0} keeps the planner from
     * reading the links of all for the sake of a few.
     * Parameters: people of whom something arrived, people at most.
     */
    static final String CLAIM = """
            WITH wanted AS (
              SELECT subject_id, min(turn) AS turn FROM (
                SELECT met COLLATE "C" AS subject_id, turn FROM unnest($1::text[]) WITH ORDINALITY AS a(met, turn)
                UNION ALL
                SELECT subject_id, row_number() OVER (ORDER BY due_at) FROM (
                  SELECT subject_id, due_at FROM biometric.person WHERE due_at <= biometric.person_clock() AND %2$s
                  ORDER BY due_at LIMIT $2) AS due) AS both_kinds
              GROUP BY subject_id
            )
            SELECT p.subject_id, p.state, p.kept, biometric.person_clock() AS at, p.retry_at <= biometric.person_clock() AS usable,
                   EXISTS (SELECT FROM biometric.link l
                           WHERE l.subject_id = p.subject_id COLLATE "default" AND l.state IN ('ACTIVE', 'DEGRADED')
                             AND NOT EXISTS (SELECT FROM biometric.connection c
                                             WHERE c.connection_id = l.connection_id COLLATE "C" AND c.state = 'REVOKED')
                           OFFSET 0) AS connected
            FROM biometric.person p JOIN wanted w ON w.subject_id = p.subject_id
            WHERE NOT p.%1$s
            ORDER BY w.turn, p.subject_id LIMIT $2 FOR UPDATE OF p SKIP LOCKED
            """.formatted(IS_NEWER, IS_OURS);

    /**
     * What of the rows that were looked at is still there, of people who are locked now: nobody else takes it. The order is that of places,
     * which says nothing; the engine makes its own. A connection may be another person's by now. Parameters: places, people.
     */
    static final String ARRIVED = """
            SELECT a.ctid::text AS place, a.subject_id, a.arrivals,
                   EXISTS (SELECT FROM biometric.link l
                           WHERE l.connection_id = a.connection_id AND l.subject_id = a.subject_id COLLATE "default"
                             AND l.state IN ('ACTIVE', 'DEGRADED'))
                     AND NOT EXISTS (SELECT FROM biometric.connection c
                                     WHERE c.connection_id = a.connection_id COLLATE "C" AND c.state = 'REVOKED') AS connected
            FROM biometric.person_arrival a
            WHERE a.ctid = ANY ($1::text[]::tid[]) AND a.subject_id = ANY ($2::text[])
            """;

    /**
     * Stores what was evaluated. Parameters: people, states, due times ('' for none); places of the arrivals that were taken in; ids,
     * people, tenants, rules, severities, times and bodies of the triggers; people, nights, rules, severities, reasons, nights on which
     * the episodes began, explanations and times of what fired and notifies nobody.
     */
    static final String SAVE = """
            WITH saved AS (
              UPDATE biometric.person p
              SET state = n.state, format = CASE WHEN n.state = '' THEN 0 ELSE get_byte(n.state, 0) END, due_at = nullif(n.due_at, '')::timestamptz, retry_at = '-infinity', kept = ''
              FROM unnest($1::text[], $2::bytea[], $3::text[]) AS n(subject_id, state, due_at)
              WHERE p.subject_id = n.subject_id
            ), taken AS (
              DELETE FROM biometric.person_arrival WHERE ctid = ANY ($4::text[]::tid[])
            ), suppressed AS (
              INSERT INTO biometric.suppressed_firing
                (subject_id, night, rule, severity, reason, opened_on, explanation, evaluated_at)
              SELECT s, n::date, r, v, w, o::date, e, t
              FROM unnest($12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[],
                          $19::timestamptz[]) AS f(s, n, r, v, w, o, e, t)
              ON CONFLICT (subject_id, night, rule) DO NOTHING
            )
            INSERT INTO biometric.trigger_outbox (trigger_id, subject_id, tenant_id, rule, severity, fired_at, body)
            SELECT * FROM unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::timestamptz[], $11::bytea[])
            ON CONFLICT (trigger_id) DO NOTHING
            """;

    /** Keeps what arrived of people who are not evaluated for now. Parameters: people, arrivals, pause in ms; 0 keeps the time that is set. */
    static final String LATER = """
            UPDATE biometric.person p
            SET kept = n.kept,
                retry_at = CASE WHEN $3::bigint = 0 THEN p.retry_at ELSE biometric.person_clock() + $3::bigint * interval '1 millisecond' END,
                due_at = CASE WHEN $3::bigint = 0 THEN p.retry_at ELSE biometric.person_clock() + $3::bigint * interval '1 millisecond' END
            FROM unnest($1::text[], $2::text[]) AS n(subject_id, kept)
            WHERE p.subject_id = n.subject_id
            """;

    /** Leaves people to the version that wrote their state. Parameter: people. */
    static final String LEAVE =
            "UPDATE biometric.person SET format = get_byte(state, 0) WHERE subject_id = ANY ($1::text[])";

    /** How many are left to a newer version. */
    static final String LEFT = "SELECT count(*) FROM biometric.person WHERE " + IS_NEWER;

    private PersonSql() {}
}
