package io.bhiv.biometric.connection;

import io.bhiv.model.biometric.ConnectionState;
import io.bhiv.model.biometric.Provider;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The statements about connections. Time is PostgreSQL's, so that replicas agree about it. What is taken many at a time leaves those alone
 * whose provider or state only a newer version knows: its replicas take them, and one of them would take its whole batch along.
 */
final class ConnectionSql {

    private static final String OUR_PROVIDER = isOneOf("provider", Provider.values(), Provider::wireName);

    private static final String OUR_STATE = isOneOf("state", ConnectionState.values(), ConnectionState::name);

    private static <E> String isOneOf(String column, E[] ours, Function<E, String> name) {
        return Arrays.stream(ours)
                .map(one -> "'" + name.apply(one) + "'")
                .collect(Collectors.joining(", ", column + " IN (", ")"));
    }

    /**
     * Stores an authorisation and deletes those whose time has passed. Stores nothing where too many are under way.
     * Parameters: state hash, provider, browser hash, reference, time in ms, most.
     */
    static final String BEGIN = """
            WITH expired AS (
              DELETE FROM biometric.authorisation WHERE expires_at < now())
            INSERT INTO biometric.authorisation (state_hash, provider, browser_hash, reference_id, expires_at)
            SELECT $1, $2, $3, $4, now() + $5::bigint * interval '1 millisecond'
            WHERE (SELECT count(*) FROM biometric.authorisation WHERE expires_at >= now()) < $6
            """;

    /**
     * The same for the person of a ticket, which is used up by it: one statement, so that who presses twice finds either the ticket or
     * the authorisation. Parameters: ticket hash, provider, state hash, browser hash, time in ms, most.
     */
    static final String BEGIN_WITH_TICKET = """
            WITH expired AS (
              DELETE FROM biometric.authorisation WHERE expires_at < now()
            ), ticket AS (
              DELETE FROM biometric.connect_ticket
              WHERE ticket_hash = $1 AND provider = $2 AND expires_at >= now()
                AND (SELECT count(*) FROM biometric.authorisation WHERE expires_at >= now()) < $6
              RETURNING reference_id
            )
            INSERT INTO biometric.authorisation (state_hash, provider, browser_hash, reference_id, expires_at)
            SELECT $3, $2, $4, reference_id, now() + $5::bigint * interval '1 millisecond' FROM ticket
            """;

    /** Why {@link #BEGIN_WITH_TICKET} stored nothing. Parameters: state hash, provider, browser hash, ticket hash. */
    static final String BEGUN_BEFORE = """
            SELECT EXISTS (SELECT FROM biometric.authorisation
                     WHERE state_hash = $1 AND provider = $2 AND browser_hash = $3 AND expires_at >= now()) AS begun,
                   EXISTS (SELECT FROM biometric.connect_ticket
                     WHERE ticket_hash = $4 AND provider = $2 AND expires_at >= now()) AS unused
            """;

    /** Takes an authorisation, once. Parameters: state hash, provider. */
    static final String TAKE = """
            DELETE FROM biometric.authorisation WHERE state_hash = $1 AND provider = $2
            RETURNING browser_hash, reference_id, verifier, expires_at >= now() AS in_time
            """;

    /** Parameters: ticket hash, provider, reference, time in ms. */
    static final String ISSUE_TICKET = """
            WITH expired AS (
              DELETE FROM biometric.connect_ticket WHERE expires_at < now())
            INSERT INTO biometric.connect_ticket (ticket_hash, provider, reference_id, expires_at)
            VALUES ($1, $2, $3, now() + $4::bigint * interval '1 millisecond')
            RETURNING expires_at
            """;

    /** Parameters: ticket hash, provider. */
    static final String TICKET = """
            SELECT reference_id FROM biometric.connect_ticket
            WHERE ticket_hash = $1 AND provider = $2 AND expires_at >= now()
            """;

    /** Uses a ticket up. Parameters: ticket hash, provider. */
    static final String TAKE_TICKET = """
            DELETE FROM biometric.connect_ticket WHERE ticket_hash = $1 AND provider = $2 AND expires_at >= now()
            RETURNING reference_id
            """;

    /**
     * Whether nothing is remembered any more of the person for whom an account was connected: the provider's side has ended, objects and
     * what was published of them are erased, and so is what the rules kept, unless the person lives on by another connection.
     */
    private static final String IS_FORGOTTEN = """
            c.state = 'REVOKED' AND c.tokens IS NULL AND c.noticed_at_ms >= c.changed_at_ms
              AND NOT EXISTS (SELECT FROM biometric.emitted_resource r WHERE r.connection_id = c.connection_id COLLATE "default")
              AND NOT EXISTS (SELECT FROM biometric.fetched_object f WHERE f.connection_id = c.connection_id)
              AND NOT EXISTS (SELECT FROM biometric.fetch_poll p WHERE p.connection_id = c.connection_id)
              AND NOT EXISTS (SELECT FROM biometric.fetch_task t WHERE t.connection_id = c.connection_id)
              AND NOT EXISTS (SELECT FROM biometric.awaiting_fetch a WHERE a.connection_id = c.connection_id)
              AND NOT EXISTS (
                SELECT FROM biometric.link l WHERE l.connection_id = c.connection_id COLLATE "default"
                  AND (l.state IN ('ACTIVE', 'DEGRADED')
                       OR EXISTS (SELECT FROM biometric.person h WHERE h.subject_id = l.subject_id COLLATE "C"
                                    AND NOT EXISTS (SELECT FROM biometric.link o
                                                    WHERE o.subject_id = l.subject_id AND o.connection_id <> l.connection_id))))
            """;

    /**
     * Makes or renews a connection. Changes nothing where the provider's account is connected for somebody else, of whom something is
     * remembered, or the provider may be ending the link at this moment: it would end the new consent. With another person the former
     * link goes, for it would go on naming the former one. Remembers for a while which authorisation it was. Parameters:
     * connection id, provider, provider user id, reference, scopes asked, scopes granted, tokens, key, lifetime of the access token in
     * ms, state hash, browser hash, time in ms to remember.
     */
    static final String ACTIVATE = """
            WITH forgotten AS (
              DELETE FROM biometric.completed_authorisation WHERE expires_at < now()
            ), made AS (
            INSERT INTO biometric.connection AS c (connection_id, provider, provider_user_id, reference_id, state,
                changed_at_ms, scopes_asked, scopes_granted, tokens, tokens_key, access_until)
            VALUES ($1, $2, $3, $4, 'ACTIVE', floor(extract(epoch FROM clock_timestamp()) * 1000), $5::text[], $6::text[],
                $7, $8, now() + $9::bigint * interval '1 millisecond')
            ON CONFLICT (connection_id) DO UPDATE
            SET state = 'ACTIVE', reason = NULL, changed_at_ms = greatest(c.changed_at_ms + 1, excluded.changed_at_ms),
                scopes_asked = excluded.scopes_asked, scopes_granted = excluded.scopes_granted, tokens = excluded.tokens,
                tokens_key = excluded.tokens_key, tokens_version = c.tokens_version + 1,
                reference_id = excluded.reference_id,
                taken_over_at = CASE WHEN c.reference_id IS NOT DISTINCT FROM excluded.reference_id THEN c.taken_over_at ELSE now() END,
                access_until = excluded.access_until, claimed_until = '-infinity', failures = 0, doubted_since = NULL, connected_at = now(),
                version = c.version + 1
            WHERE (c.reference_id IS NOT DISTINCT FROM excluded.reference_id OR (%s))
              AND NOT (c.state = 'REVOKED' AND c.revoking_until > now())
            RETURNING c.connection_id, c.provider, c.taken_over_at
            ), unlinked AS (
              DELETE FROM biometric.link l USING made m
              WHERE l.connection_id = m.connection_id COLLATE "default" AND m.taken_over_at = now())
            INSERT INTO biometric.completed_authorisation (state_hash, provider, browser_hash, connection_id, expires_at)
            SELECT $10, provider, $11, connection_id, now() + $12::bigint * interval '1 millisecond' FROM made
            """.formatted(IS_FORGOTTEN);

    /** Whether an authorisation made a connection that is still active. Parameters: state hash, provider, browser hash. */
    static final String WAS_COMPLETED = """
            SELECT FROM biometric.completed_authorisation a JOIN biometric.connection c USING (connection_id)
            WHERE a.state_hash = $1 AND a.provider = $2 AND a.browser_hash = $3 AND a.expires_at >= now() AND c.state = 'ACTIVE'
            """;

    /** Why {@link #ACTIVATE} changed nothing. Parameters: connection id, reference. */
    static final String WHOSE = """
            SELECT reference_id IS NOT DISTINCT FROM $2 AS same, state = 'REVOKED' AS ended
            FROM biometric.connection WHERE connection_id = $1
            """;

    /** What a caller of the provider needs. Parameters: connection id, margin in ms. */
    static final String TOKENS = """
            SELECT state, tokens, tokens_key, tokens_version, provider,
                   access_until > now() + $2::bigint * interval '1 millisecond' AS fresh
            FROM biometric.connection WHERE connection_id = $1
            """;

    /** Takes the refresh of one pair. Parameters: connection id, version of the pair, claim in ms. */
    static final String CLAIM_REFRESH = """
            UPDATE biometric.connection SET claimed_until = now() + $3::bigint * interval '1 millisecond'
            WHERE connection_id = $1 AND tokens_version = $2 AND state = 'ACTIVE' AND claimed_until <= now()
            """;

    /**
     * Stores the pair that came for the pair of a version. A connection that was degraded in the meantime, because another replica
     * tried the old pair in vain, is active again; one that is revoked stays so, and claimed.
     * Parameters: connection id, version of the used pair, tokens, key, lifetime in ms, scopes granted (null: unchanged).
     */
    static final String REFRESHED = """
            UPDATE biometric.connection
            SET tokens = $3, tokens_key = $4, tokens_version = tokens_version + 1,
                access_until = now() + $5::bigint * interval '1 millisecond',
                scopes_granted = coalesce($6::text[], scopes_granted),
                claimed_until = CASE WHEN state = 'REVOKED' THEN claimed_until ELSE '-infinity' END,
                failures = CASE WHEN state = 'REVOKED' THEN failures ELSE 0 END, refreshed_at = now(), doubted_since = NULL,
                state = CASE WHEN state = 'REVOKED' THEN state ELSE 'ACTIVE' END,
                reason = CASE WHEN state = 'REVOKED' THEN reason END,
                changed_at_ms = CASE WHEN state = 'DEGRADED'
                    THEN greatest(changed_at_ms + 1, floor(extract(epoch FROM clock_timestamp()) * 1000)) ELSE changed_at_ms END
            WHERE connection_id = $1 AND tokens_version = $2
            RETURNING state
            """;

    /** Gives the refresh back after a failure that may pass. Parameters: connection id, version of the pair, pause in ms. */
    static final String REFRESH_LATER = """
            UPDATE biometric.connection
            SET claimed_until = now() + $3::bigint * (1 << least(failures, 5)) * interval '1 millisecond',
                failures = failures + 1
            WHERE connection_id = $1 AND tokens_version = $2
            """;

    /**
     * Notes that a request for new tokens was called wrong, and whether the same request has succeeded for another connection of the
     * provider since the first time, some minutes ago at least. Parameters: connection id, version of the pair, pause in ms, which
     * doubles up to 512 times as long.
     */
    static final String DOUBT = """
            UPDATE biometric.connection c
            SET doubted_since = coalesce(doubted_since, now()), failures = failures + 1,
                claimed_until = now() + $3::bigint * (1 << least(failures, 9)) * interval '1 millisecond'
            WHERE connection_id = $1 AND tokens_version = $2
            RETURNING doubted_since < now() - interval '2 minutes' AND EXISTS (
                SELECT FROM biometric.connection o WHERE o.provider = c.provider AND o.connection_id <> c.connection_id
                    AND o.refreshed_at > c.doubted_since) AS certain
            """;

    /** Parameters: connection id, version of the pair that was refused, reason. */
    static final String DEGRADE = """
            UPDATE biometric.connection
            SET state = 'DEGRADED', reason = $3, claimed_until = '-infinity',
                changed_at_ms = greatest(changed_at_ms + 1, floor(extract(epoch FROM clock_timestamp()) * 1000))
            WHERE connection_id = $1 AND tokens_version = $2 AND state = 'ACTIVE'
            """;

    /** Makes the access token of a version count as expired. Parameters: connection id, version of the pair. */
    static final String EXPIRE = """
            UPDATE biometric.connection SET access_until = now() WHERE connection_id = $1 AND tokens_version = $2
            """;

    /** Ends a connection for us; the provider's side follows. Parameters: connection id, reason. */
    static final String REVOKE = """
            UPDATE biometric.connection
            SET state = 'REVOKED', reason = $2, claimed_until = '-infinity', failures = 0, version = version + 1,
                changed_at_ms = greatest(changed_at_ms + 1, floor(extract(epoch FROM clock_timestamp()) * 1000))
            WHERE connection_id = $1 AND state <> 'REVOKED'
            """;

    /** Ends all connections of a person at a provider. Parameters: provider, reference, reason. */
    static final String REVOKE_PERSON = """
            UPDATE biometric.connection
            SET state = 'REVOKED', reason = $3, claimed_until = '-infinity', failures = 0, version = version + 1,
                changed_at_ms = greatest(changed_at_ms + 1, floor(extract(epoch FROM clock_timestamp()) * 1000))
            WHERE provider = $1 AND reference_id = $2 AND state <> 'REVOKED'
            RETURNING connection_id
            """;

    /** Changes of state that are not in the journal yet. Parameter: limit. */
    static final String UNNOTICED = """
            SELECT connection_id, provider, provider_user_id, reference_id, state, reason, changed_at_ms, scopes_asked, scopes_granted
            FROM biometric.connection WHERE noticed_at_ms < changed_at_ms AND %s AND %s ORDER BY changed_at_ms LIMIT $1
            """.formatted(OUR_PROVIDER, OUR_STATE);

    /** Parameters: connection id, order of the change that was journalled. */
    static final String NOTICED = """
            UPDATE biometric.connection SET noticed_at_ms = $2 WHERE connection_id = $1 AND noticed_at_ms < $2
            """;

    /** Takes revoked connections whose tokens are still there. Parameters: limit, claim in ms, age in ms at which it is the last try. */
    static final String CLAIM_REVOKED = """
            UPDATE biometric.connection c
            SET claimed_until = now() + $2::bigint * interval '1 millisecond', failures = failures + 1
            WHERE connection_id = ANY (ARRAY(
              SELECT connection_id FROM biometric.connection
              WHERE state = 'REVOKED' AND tokens IS NOT NULL AND claimed_until <= now() AND %s
              ORDER BY claimed_until LIMIT $1 FOR UPDATE SKIP LOCKED))
            RETURNING connection_id, provider, tokens, tokens_key, tokens_version, failures, access_until > now() AS fresh,
                      changed_at_ms < floor(extract(epoch FROM now()) * 1000) - $3::bigint AS overdue
            """.formatted(OUR_PROVIDER);

    /**
     * Keeps the claim of a connection that is still revoked, for the call that follows: the person may have connected again since it was
     * claimed, and the provider would end the new consent. Parameters: connection id, version of the pair, claim in ms.
     */
    static final String STILL_REVOKED = """
            UPDATE biometric.connection
            SET claimed_until = now() + $3::bigint * interval '1 millisecond',
                revoking_until = now() + $3::bigint * interval '1 millisecond'
            WHERE connection_id = $1 AND tokens_version = $2 AND state = 'REVOKED'
            """;

    /** Puts a revocation off. Parameters: connection id, version of the pair, pause in ms, tries that do not count. */
    static final String REVOKE_LATER = """
            UPDATE biometric.connection
            SET claimed_until = now() + $3::bigint * interval '1 millisecond', revoking_until = '-infinity',
                failures = greatest(failures - $4::int, 0)
            WHERE connection_id = $1 AND tokens_version = $2 AND state = 'REVOKED'
            """;

    /** Erases the tokens of a revoked connection. Parameters: connection id, version of the pair. */
    static final String ERASE = """
            UPDATE biometric.connection
            SET tokens = NULL, tokens_key = NULL, access_until = NULL, revoking_until = '-infinity'
            WHERE connection_id = $1 AND tokens_version = $2 AND state = 'REVOKED'
            """;

    /** Tokens that another key sealed. Parameters: current key, the connection before the first to look at, limit. */
    static final String SEALED_BY_ANOTHER = """
            SELECT connection_id, tokens, tokens_key, tokens_version FROM biometric.connection
            WHERE tokens IS NOT NULL AND tokens_key <> $1 AND connection_id > $2 ORDER BY connection_id LIMIT $3
            """;

    /** The same pair, sealed again. Parameters: connection id, version of the pair, tokens, key. */
    static final String RESEAL = """
            UPDATE biometric.connection SET tokens = $3, tokens_key = $4 WHERE connection_id = $1 AND tokens_version = $2
            """;

    private ConnectionSql() {}
}
