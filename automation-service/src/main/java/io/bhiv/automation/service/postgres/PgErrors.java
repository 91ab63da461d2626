package io.bhiv.automation.service.postgres;

import io.vertx.pgclient.PgException;

/** The errors of PostgreSQL that are handled here. */
final class PgErrors {

    private PgErrors() {}

    static boolean isDuplicate(Throwable failure) {
        return failure instanceof PgException pg && "23505".equals(pg.getSqlState());
    }

    /** No partition for the row: SQL state of a failed check, which no other rule of these tables can raise on a due time. */
    static boolean isDayGone(Throwable failure) {
        return failure instanceof PgException pg
                && "23514".equals(pg.getSqlState())
                && String.valueOf(pg.getErrorMessage()).startsWith("no partition");
    }
}
