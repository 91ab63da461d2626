package io.bhiv.automation.service.postgres;

/**
 * Parts of the statements that change rows of the ledger: what they did, appended to the tally in the same transaction, by the minute of
 * the due time. What succeeded counts as published; failed and of unknown end as dead; skipped, missed and cancelled as dropped.
 */
final class RunTallySql {

    /** Counts the rows of {@code recorded}. */
    static final String RECORDED = """
            counted AS (
                INSERT INTO automation.event_tally_delta (minute, intake, stored, dropped)
                SELECT date_trunc('minute', due_at), 'automation-runs', count(*), count(*) FILTER (WHERE state = 'missed')
                FROM recorded GROUP BY 1)
            """;

    /** Counts the rows of {@code claimed} that were skipped. */
    static final String CLAIMED = """
            counted AS (
                INSERT INTO automation.event_tally_delta (minute, intake, dropped)
                SELECT date_trunc('minute', due_at), 'automation-runs', count(*) FROM claimed WHERE state = 'skipped' GROUP BY 1)
            """;

    private static final String ENDS = """
            counted AS (
                INSERT INTO automation.event_tally_delta (minute, intake, published, dead, dropped)
                SELECT date_trunc('minute', e.due_at), 'automation-runs', count(*) FILTER (WHERE e.state = 'succeeded'),
                    count(*) FILTER (WHERE e.state IN ('failed', 'unknown')) - %s,
                    count(*) FILTER (WHERE e.state IN ('skipped', 'missed', 'cancelled'))
                FROM ended e %s
                WHERE e.state <> 'due' GROUP BY 1)
            """;

    /** Counts the rows of {@code ended}, each of which was open. */
    static final String ENDED = ENDS.formatted("0", "");

    /** The same where some were unknown before, and stand in {@code unknown}. */
    static final String ENDED_OR_KNOWN =
            ENDS.formatted("count(u.job)", "LEFT JOIN unknown u ON u.job = e.job AND u.due_at = e.due_at");

    private RunTallySql() {}
}
