package io.bhiv.biometric.journal;

import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.Provider;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The statements of the journal, each one round trip for a whole batch. */
final class JournalSql {

    /** The period of a statement and not of its transaction, which may have begun before it waited for its turn. */
    private static final String PERIOD = "(SELECT biometric.key_period(statement_timestamp()))";

    private static final String PARAMETERS = """
            unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
                   $8::bigint[], $9::boolean[], $10::text[], $11::boolean[], $12::bytea[],
                   $13::text[], $14::text[], $15::text[], $16::text[], $19::bigint[], $20::bigint[])
                AS i(event_id, content_id, identity, provider, channel, delivery_id, request_reference, ordering_ms, late,
                     traceparent, direct, body, about_user, about_type, about_object, about_version, secret, place)
            """;

    /** Where the provider states no order, the time of receipt does, which many share: those with a place follow each other. */
    private static final String ORDER =
            "coalesce(i.ordering_ms, greatest(floor(extract(epoch FROM now()) * 1000)::bigint, $21::bigint) + i.place)";

    private static final String JOURNAL = """
            INSERT INTO biometric.delivery (event_id, received_at, provider, channel, revision, delivery_id,
                                            request_reference, ordering_ms, late, traceparent, body,
                                            about_user, about_type, about_object, about_version, secret)
            SELECT i.event_id, now(), i.provider, i.channel,
                   1 + coalesce((SELECT contents FROM known k WHERE k.identity = i.identity), 0),
                   i.delivery_id, i.request_reference, %s, i.late, i.traceparent, i.body,
                   i.about_user, i.about_type, i.about_object, i.about_version, i.secret
            """.formatted(ORDER);

    private static final String QUEUE = """
            INSERT INTO biometric.outstanding (received_at, event_id, provider, claimed_until, attempts, begun, claimant)
            SELECT received_at, event_id, provider, now() + $17::bigint * interval '1 millisecond',
                   least($17, 1)::int, least($17, 1)::smallint, $18::bigint
            FROM stored
            """;

    private static final String TALLY = """
            INSERT INTO biometric.event_tally_delta (minute, intake, stored)
            SELECT date_trunc('minute', now()), provider, count(*) FROM stored GROUP BY provider
            """;

    /** How many contents of the same identities there are. */
    private static final String KNOWN = """
            SELECT identity, count(*) AS contents FROM (
              SELECT identity FROM biometric.delivery_key WHERE identity = ANY ($3::bigint[])
              UNION ALL
              SELECT biometric.identity(event_id) FROM biometric.delivery_seen
              WHERE biometric.identity(event_id) = ANY ($3::bigint[])) k
            GROUP BY identity
            """;

    /**
     * Appends those deliveries whose content is new, records what is outstanding, and tallies them, in one statement and one
     * transaction.
     *
     * <p>The row of a content is the row of the delivery that brought it first, so a new delivery costs one row. A batch that meets the
     * content of a transaction still open waits for it: of two concurrent deliveries of a content, on two replicas, exactly one is new.
     * What is not returned is known, committed, and left to {@link #JUDGE}.
     *
     * <p>Contents are unique within a period of 30 days ({@code KeyPeriod}) by an index, and are looked up in the other periods that
     * are kept. Together that is every delivery that retention keeps, and at least the last 30 days. Around the change from one period
     * to the next batches take turns ({@link #LOCK_KEYS}), for two indexes do not see each other. {@code delivery_seen} holds the
     * ids of before, and those of replicas of earlier versions.
     *
     * <p>{@code IS TRUE} keeps the planner from turning look-ups into joins, which it would plan badly: it cannot know how long the
     * arrays are.
     *
     * <p>Parameters, arrays of one length without repeated event ids, in the order of their contents and the direct one of a content
     * first (so that two batches that overlap cannot wait for each other in a circle): event ids, content event ids, identities,
     * providers, channels, delivery ids, request references, ordering ms, late, traceparents, direct, bodies, users, types, objects and
     * versions that they are about; then the claim's length in ms, 0 for none, and the claimant; then which secrets verified them, their
     * places among those whose order the journal makes (null where it does not), and the least order that it may give them. Returns one
     * row per stored delivery: event id, received at, revision, order.
     */
    static final String APPEND = """
            WITH known AS MATERIALIZED (
            %1$s), fresh AS (
              INSERT INTO biometric.delivery_key (key, period, event_id, identity, received_at, direct)
              SELECT i.key, %2$s, i.event_id, i.identity, now(), i.direct
              FROM unnest($2::uuid[], $1::uuid[], $3::bigint[], $11::boolean[]) AS i(key, event_id, identity, direct)
              WHERE (i.key IN (SELECT key FROM biometric.delivery_key
                               WHERE key = ANY ($2::uuid[]) AND period < %2$s
                               UNION ALL
                               SELECT event_id FROM biometric.delivery_seen WHERE event_id = ANY ($2::uuid[]))) IS NOT TRUE
              ON CONFLICT (key, period) DO NOTHING
              RETURNING event_id
            ), stored AS (
            %4$s  FROM %5$s
              WHERE (i.event_id IN (SELECT event_id FROM fresh)) IS TRUE
              RETURNING event_id, received_at, revision, provider, ordering_ms
            ), queued AS (
            %3$s), tallied AS (
            %6$s)
            SELECT event_id, received_at, revision, ordering_ms FROM stored
            """.formatted(KNOWN, PERIOD, QUEUE, JOURNAL, PARAMETERS, TALLY);

    /**
     * Judges and appends deliveries whose content is known.
     *
     * <p>The row of a content names the delivery that brought it and the way it came. A delivery whose content came by the other way
     * (webhook, or the provider's direct topic) is a duplicate of that delivery, whatever ids the provider gave the two. Two deliveries
     * that came the same way are two: the provider distinguishes them. Each gets a row of its own, a duplicate too, so that a retry is
     * answered the same and a later content of its identity is the next revision.
     *
     * <p>A content's row never changes once it is committed, and this statement begins afterwards: what it reads there holds.
     *
     * <p>Parameters as for {@link #APPEND}. Returns one row per delivery: event id, the id of the delivery that is stored for it, and
     * received at, revision and order where it was stored now.
     */
    static final String JUDGE = """
            WITH known AS MATERIALIZED (
            %1$s), judged AS MATERIALIZED (
              SELECT i.*, i.event_id <> c.event_id AND i.event_id <> i.content_id AS another,
                     CASE WHEN i.direct <> c.direct OR i.event_id = i.content_id
                          THEN coalesce(c.delivery, c.event_id) ELSE i.event_id END AS delivery
              FROM %5$s
              CROSS JOIN LATERAL (
                SELECT event_id, direct, delivery FROM (
                  SELECT event_id, direct, delivery, period FROM biometric.delivery_key WHERE key = i.content_id
                  UNION ALL
                  SELECT event_id, direct, delivery, 'infinity' FROM biometric.delivery_seen WHERE event_id = i.content_id) k
                ORDER BY period LIMIT 1) c
            ), ids AS (
              INSERT INTO biometric.delivery_key (key, period, event_id, identity, received_at, direct, delivery)
              SELECT event_id, %2$s, event_id, identity, now(), direct, nullif(delivery, event_id)
              FROM judged
              WHERE another AND (event_id IN (SELECT key FROM biometric.delivery_key
                                              WHERE key = ANY ($1::uuid[]) AND period < %2$s
                                              UNION ALL
                                              SELECT event_id FROM biometric.delivery_seen
                                              WHERE event_id = ANY ($1::uuid[]))) IS NOT TRUE
              ORDER BY event_id
              ON CONFLICT (key, period) DO NOTHING
              RETURNING event_id, delivery
            ), fresh AS (
              SELECT event_id FROM ids WHERE delivery IS NULL
            ), stored AS (
            %4$s  FROM judged i
              WHERE (i.event_id IN (SELECT event_id FROM fresh)) IS TRUE
              RETURNING event_id, received_at, revision, provider, ordering_ms
            ), queued AS (
            %3$s), tallied AS (
            %6$s)
            SELECT event_id, j.delivery, s.received_at, s.revision, s.ordering_ms FROM judged j LEFT JOIN stored s USING (event_id)
            """.formatted(KNOWN, PERIOD, QUEUE, JOURNAL, PARAMETERS, TALLY);

    /** Any constant that nothing else locks. */
    static final String LOCK_KEYS = "SELECT pg_advisory_xact_lock(8889026)";

    /** Rows of versions before {@code V11} name no provider. */
    private static final String OF_THIS_VERSION =
            " AND (provider IS NULL OR provider IN (" + quoted(Provider.values(), Provider::wireName) + "))";

    private static final String OUR_CHANNELS = quoted(Channel.values(), Channel::name);

    private static <E> String quoted(E[] words, Function<E, String> name) {
        return Arrays.stream(words).map(word -> "'" + name.apply(word) + "'").collect(Collectors.joining(", "));
    }

    /**
     * Claims outstanding deliveries without a live claim, oldest first, up to a number and to a sum of bytes. What exceeds the
     * sum is unlocked when the statement ends; a delivery that alone exceeds it is passed over and holds up nothing behind it.
     * Parameters: limit, claim in ms, bytes, claimant, rows to look at. Each row has whether something was passed over.
     *
     * <p>A plan made once contains neither the limit nor how few rows it leaves. So the statement leaves it no choice: each
     * body is looked up by itself ({@code OFFSET 0} keeps the look-up from becoming a join) and rows are changed by their
     * place. As joins they would sort every delivery of every day, bodies included, for each claim.
     *
     * <p>A row without its delivery can never be processed. It is parked in passing, where an operator sees it: left in its
     * place it would stand in front of all others.
     *
     * <p>Providers and channels that only a newer version knows are left to its replicas. Read here, one of their deliveries would take its
     * whole batch along, and be parked in the end. The channel stands with the body alone: such a delivery is put off for a moment, so that
     * many of them do not hide what is behind them.
     */
    private static final String CLAIMS = """
            WITH due AS (
              SELECT ctid AS spot, received_at, event_id FROM biometric.outstanding
              WHERE claimed_until <= now() AND %1$s
              ORDER BY received_at
              LIMIT $5
              FOR UPDATE SKIP LOCKED
            ), weighed AS MATERIALIZED (
              SELECT due.spot, d.*, length(d.body) > $3::bigint AS large,
                     sum(length(d.body)) FILTER (WHERE length(d.body) <= $3) OVER oldest AS bytes,
                     count(*) FILTER (WHERE length(d.body) <= $3) OVER oldest AS place
              FROM due CROSS JOIN LATERAL (
                SELECT * FROM biometric.delivery
                WHERE received_at = due.received_at AND event_id = due.event_id OFFSET 0) d
              WINDOW oldest AS (ORDER BY d.received_at, d.event_id)
            ), orphaned AS (
              DELETE FROM biometric.outstanding
              WHERE ctid = ANY (ARRAY(SELECT spot FROM due WHERE spot NOT IN (SELECT spot FROM weighed)))
              RETURNING received_at, event_id, coalesce(provider, '') AS provider
            ), shown AS (
              INSERT INTO biometric.parked (event_id, received_at, provider, reason)
              SELECT event_id, received_at, provider, 'CONTENT_MISSING' FROM orphaned
              ON CONFLICT (event_id) DO NOTHING
            ), tallied AS (
              INSERT INTO biometric.event_tally_delta (minute, intake, parked)
              SELECT date_trunc('minute', received_at), provider, 1 FROM orphaned
            ), left_to_newer AS (
              UPDATE biometric.outstanding SET claimed_until = now() + interval '10 seconds'
              WHERE ctid = ANY (ARRAY(SELECT spot FROM weighed WHERE channel NOT IN (%2$s)))
            ), claimed AS (
              UPDATE biometric.outstanding o
              SET claimed_until = now() + $2::bigint * interval '1 millisecond', attempts = o.attempts + 1, claimant = $4,
                  begun = CASE WHEN o.claimant = $4 THEN greatest(o.begun, 1) ELSE o.begun + 1 END
              WHERE o.ctid = ANY (ARRAY(SELECT spot FROM weighed
                                           WHERE NOT large AND bytes <= $3 AND place <= $1 AND channel IN (%2$s)))
              RETURNING o.received_at, o.event_id, o.attempts
            )
            SELECT w.event_id, w.received_at, w.provider, w.channel, w.revision, w.delivery_id, w.request_reference,
                   w.ordering_ms, w.late, w.traceparent, w.about_user, w.about_type, w.about_object, w.about_version,
                   c.attempts, w.body, (SELECT bool_or(large) FROM weighed) AS passed_over
            FROM claimed c JOIN weighed w ON w.received_at = c.received_at AND w.event_id = c.event_id
            ORDER BY w.received_at
            """;

    static final String CLAIM = CLAIMS.formatted("begun < 3" + OF_THIS_VERSION, OUR_CHANNELS);

    /** The same for one delivery. Further parameters: when it was received, its id. */
    static final String CLAIM_ONE =
            CLAIMS.formatted("begun < 3 AND received_at = $6 AND event_id = $7" + OF_THIS_VERSION, OUR_CHANNELS);

    /**
     * The same for what was begun three times and never ended. What another process began a fourth time is for {@link #PARK_CRASHED}
     * alone, however long it takes until that is asked: claimed once more, it would end this process as well.
     */
    static final String CLAIM_SUSPECT = CLAIMS.formatted(suspects("$4"), OUR_CHANNELS);

    /** Whether {@link #CLAIM_SUSPECT} would look at one. Parameter: the claimant. */
    static final String HAS_SUSPECTS =
            "SELECT EXISTS (SELECT FROM biometric.outstanding WHERE claimed_until <= now() AND " + suspects("$1") + ")";

    private static String suspects(String claimant) {
        return "begun >= 3 AND (begun = 3 OR claimant = " + claimant + ")" + OF_THIS_VERSION;
    }

    /** One delivery, unclaimed, unless it is a suspect. Parameters: received at, event id, bytes that it may have. */
    static final String READ = """
            SELECT event_id, received_at, provider, channel, revision, delivery_id, request_reference, ordering_ms, late, traceparent,
                   about_user, about_type, about_object, about_version, 0 AS attempts, body
            FROM biometric.delivery WHERE received_at = $1 AND event_id = $2 AND length(body) <= $3
              AND NOT EXISTS (SELECT FROM biometric.outstanding WHERE received_at = $1 AND event_id = $2 AND begun >= 3)
            """;

    /** The oldest delivery that is due and larger than so many bytes, and its bytes. Parameters: bytes, rows to look at. */
    static final String DUE_LARGE = """
            SELECT due.received_at, due.event_id, d.bytes
            FROM (SELECT received_at, event_id FROM biometric.outstanding
                  WHERE claimed_until <= now() AND begun < 3%s ORDER BY received_at LIMIT $2) due
            CROSS JOIN LATERAL (
              SELECT length(body)::bigint AS bytes FROM biometric.delivery
              WHERE received_at = due.received_at AND event_id = due.event_id OFFSET 0) d
            WHERE d.bytes > $1 ORDER BY due.received_at LIMIT 1
            """.formatted(OF_THIS_VERSION);

    /**
     * Parks what was taken alone and never ended either. Parameter: the claimant that calls, whose own work may still be under
     * way. Answers the parked ones; the provider is empty where it is not known any more.
     */
    static final String PARK_CRASHED = """
            WITH crashed AS (
              DELETE FROM biometric.outstanding WHERE begun > 3 AND claimed_until <= now() AND claimant <> $1
              RETURNING received_at, event_id, provider
            ), shown AS (
              INSERT INTO biometric.parked (event_id, received_at, provider, reason)
              -- also where the delivery is gone: what leaves one list stands in another
              SELECT c.event_id, c.received_at, coalesce(d.provider, c.provider, ''), 'CRASHED'
              FROM crashed c LEFT JOIN biometric.delivery d ON d.received_at = c.received_at AND d.event_id = c.event_id
              ON CONFLICT (event_id) DO UPDATE SET reason = excluded.reason, parked_at = now(), discarded_at = NULL
              RETURNING event_id, received_at, provider
            ), tallied AS (
              INSERT INTO biometric.event_tally_delta (minute, intake, parked)
              SELECT date_trunc('minute', received_at), provider, count(*) FROM shown GROUP BY 1, 2
            )
            SELECT event_id, provider FROM shown
            """;

    private JournalSql() {}
}
