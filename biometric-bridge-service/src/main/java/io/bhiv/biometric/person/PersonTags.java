package io.bhiv.biometric.person;

import io.bhiv.biometric.trigger.ArrivalText;
import io.bhiv.biometric.trigger.NightArrival;
import io.bhiv.trigger.night.NightTag;
import io.bhiv.trigger.night.Tag;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * Tags of nights for people whose provider takes none from them. They go the way of those that come with a delivery, and like them are
 * not taken back.
 */
@ApplicationScoped
public class PersonTags {

    /** With any link of a person that has not ended: without one nothing is evaluated. Parameters: reference, arrivals. */
    static final String TAG = """
            INSERT INTO biometric.person_arrival (subject_id, connection_id, arrivals)
            SELECT DISTINCT ON (l.subject_id) l.subject_id, l.connection_id, $2
            FROM biometric.link l
            WHERE l.reference_id = $1 AND l.state IN ('ACTIVE', 'DEGRADED')
              AND NOT EXISTS (SELECT FROM biometric.connection c
                              WHERE c.connection_id = l.connection_id COLLATE "C" AND c.state = 'REVOKED')
            ORDER BY l.subject_id, l.connection_id
            """;

    private final Pool pool;
    private final Clock clock;

    PersonTags(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** Tags the nights of these dates. False where nobody of this reference is connected. */
    public Uni<Boolean> tag(String reference, Tag tag, LocalDate from, LocalDate until) {
        Instant now = clock.instant();
        // Arrivals of a row are of its person and connection, which the statement finds.
        List<NightArrival> nights = from.datesUntil(until.plusDays(1))
                .map(night -> new NightArrival("", "", new NightTag(tag, night, now)))
                .toList();
        return pool.preparedQuery(TAG)
                .execute(Tuple.of(reference, ArrivalText.write(nights)))
                .map(rows -> rows.rowCount() > 0);
    }
}
