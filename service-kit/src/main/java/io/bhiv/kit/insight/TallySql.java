package io.bhiv.kit.insight;

/** The statements of the tally in one schema. */
final class TallySql {

    private static final String SUMS = """
            sum(refused)::bigint AS refused, sum(duplicate)::bigint AS duplicate, sum(stored)::bigint AS stored,
            sum(published)::bigint AS published, sum(parked)::bigint AS parked, sum(dead)::bigint AS dead,
            sum(dropped)::bigint AS dropped
            """;

    private final String schema;

    TallySql(String schema) {
        this.schema = schema;
    }

    /** Those that were added up already, and those that were not. */
    private String all() {
        return "(SELECT * FROM %1$s.event_tally UNION ALL SELECT * FROM %1$s.event_tally_delta) AS t".formatted(schema);
    }

    /**
     * Adds up some of the deltas. Readers see either the parts or their sum, never both: it is one statement. Two replicas take different
     * parts. Returns how many parts were taken. Parameter: parts, at most.
     */
    String fold() {
        return """
                WITH gone AS (
                  DELETE FROM %1$s.event_tally_delta WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM %1$s.event_tally_delta LIMIT $1 FOR UPDATE SKIP LOCKED))
                  RETURNING *
                ), folded AS (
                  INSERT INTO %1$s.event_tally AS t (minute, intake, refused, duplicate, stored, published, parked, dead, dropped)
                  SELECT minute, intake, sum(refused), sum(duplicate), sum(stored), sum(published), sum(parked), sum(dead), sum(dropped)
                  FROM gone GROUP BY minute, intake ORDER BY minute, intake
                  ON CONFLICT (minute, intake) DO UPDATE
                  SET refused = t.refused + excluded.refused, duplicate = t.duplicate + excluded.duplicate,
                      stored = t.stored + excluded.stored, published = t.published + excluded.published,
                      parked = t.parked + excluded.parked, dead = t.dead + excluded.dead, dropped = t.dropped + excluded.dropped
                )
                SELECT count(*) FROM gone
                """.formatted(schema);
    }

    /** Parameters: intakes, refused and duplicates of each. */
    String count() {
        return """
                INSERT INTO %s.event_tally_delta (minute, intake, refused, duplicate)
                SELECT date_trunc('minute', now(), 'UTC'), * FROM unnest($1::text[], $2::bigint[], $3::bigint[])
                """.formatted(schema);
    }

    /** Parameter: how many days are kept. */
    String forget() {
        return "DELETE FROM %s.event_tally WHERE minute < now() - $1::int * interval '1 day'".formatted(schema);
    }

    /** The first whole minute that was tallied, the present one, and the present time. */
    String since() {
        return """
                SELECT date_trunc('minute', max(since), 'UTC') + interval '1 minute' AS since, date_trunc('minute', now(), 'UTC') AS minute,
                       statement_timestamp() AS asked_at
                FROM %s.event_tally_since
                """.formatted(schema);
    }

    /**
     * The tally of an intake beside the rows that are open, those received before it apart, in one snapshot. Parameter: received at or
     * after, a whole minute.
     */
    String open(TallySource source) {
        return """
                WITH tally AS (
                  SELECT intake, %1$s FROM %2$s WHERE minute >= $1 GROUP BY intake
                ), rows AS (
                  SELECT intake, count(*) FILTER (WHERE state = 'pending' AND received_at >= $1) AS pending_rows,
                         count(*) FILTER (WHERE state = 'parked' AND received_at >= $1) AS parked_rows,
                         count(*) FILTER (WHERE state = 'dead' AND received_at >= $1) AS dead_rows,
                         count(*) FILTER (WHERE state = 'pending' AND received_at < $1) AS older_pending,
                         count(*) FILTER (WHERE state = 'parked' AND received_at < $1) AS older_parked,
                         count(*) FILTER (WHERE state = 'dead' AND received_at < $1) AS older_dead
                  FROM (%3$s) AS o(intake, state, received_at) GROUP BY intake
                )
                SELECT intake, refused, duplicate, stored, published, parked, dead, dropped, pending_rows, parked_rows, dead_rows,
                       older_pending, older_parked, older_dead, statement_timestamp() AS counted_at
                FROM tally FULL JOIN rows USING (intake)
                """.formatted(SUMS, all(), source.openRows());
    }

    /**
     * The newest minutes in which what is open does not agree with the tally, and others that are wanted; all in one snapshot. Parameters:
     * received at or after, a whole minute; intake; the minutes that are wanted in any case; how many at most.
     */
    String differing(TallySource source) {
        return """
                WITH tally AS (
                  SELECT minute, stored, stored - published - parked - dead - dropped AS pending, parked, dead
                  FROM (SELECT minute, %1$s FROM %2$s WHERE intake = $2 AND (minute >= $1 OR minute = ANY ($3)) GROUP BY minute) AS sums
                ), rows AS (
                  SELECT date_trunc('minute', received_at, 'UTC') AS minute, count(*) FILTER (WHERE state = 'pending') AS pending_rows,
                         count(*) FILTER (WHERE state = 'parked') AS parked_rows, count(*) FILTER (WHERE state = 'dead') AS dead_rows
                  FROM (%3$s) AS o(intake, state, received_at)
                  WHERE intake = $2 AND (received_at >= $1 OR date_trunc('minute', received_at, 'UTC') = ANY ($3)) GROUP BY 1
                )
                SELECT minute, stored, pending, parked, dead, pending_rows, parked_rows, dead_rows FROM tally FULL JOIN rows USING (minute)
                WHERE minute = ANY ($3) OR coalesce(pending, 0) <> coalesce(pending_rows, 0)
                   OR coalesce(parked, 0) <> coalesce(parked_rows, 0) OR coalesce(dead, 0) <> coalesce(dead_rows, 0)
                ORDER BY minute DESC LIMIT $4
                """.formatted(SUMS, all(), source.openRows());
    }

    /**
     * Where a span that ends at a minute has to begin, so that it holds no more rows than that; equal to its end where the last minute
     * alone holds more. Parameters: first minute possible, end, intakes, rows.
     */
    String start() {
        return """
                SELECT greatest($1::timestamptz, coalesce(max(minute) FILTER (WHERE total > $4::bigint) + interval '1 minute', $1::timestamptz))
                FROM (
                  SELECT minute, sum(sum(stored)) OVER (ORDER BY minute DESC) AS total FROM %s
                  WHERE minute >= $1::timestamptz AND minute < $2 AND intake = ANY ($3) GROUP BY minute) AS m
                """.formatted(all());
    }

    /** The minutes of a span in which tally and rows do not agree, both in one snapshot. Parameters: from, until. */
    String stored(TallySource source) {
        return """
                WITH tally AS (
                  SELECT minute, intake, sum(stored)::bigint AS stored FROM %1$s WHERE minute >= $1 AND minute < $2 GROUP BY minute, intake
                ), rows AS (%2$s)
                SELECT minute, intake, coalesce(stored, 0) - coalesce(n, 0) AS missing
                FROM tally FULL JOIN rows USING (minute, intake)
                WHERE coalesce(stored, 0) <> coalesce(n, 0)
                """.formatted(all(), source.storedRows());
    }
}
