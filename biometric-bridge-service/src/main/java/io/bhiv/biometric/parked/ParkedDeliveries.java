package io.bhiv.biometric.parked;

import io.bhiv.model.biometric.Provider;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.quarkus.panache.common.Parameters;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What operators list, filter and give up. Parking and freeing are statements of the settlement, which are written for whole
 * batches; this is for people.
 */
@ApplicationScoped
public class ParkedDeliveries {

    private final ParkedRows rows;
    private final Clock clock;

    ParkedDeliveries(ParkedRows rows, Clock clock) {
        this.rows = rows;
        this.clock = clock;
    }

    /**
     * Which parked deliveries.
     *
     * @param reason only those with this reason
     * @param provider only this provider's
     * @param page counted from 0
     * @param limit deliveries in a page
     */
    public record Filter(
            @Nullable ParkReason reason, @Nullable Provider provider, int page, int limit) {}

    /** Those that still wait, oldest first. */
    @WithSession
    public Uni<List<ParkedDelivery>> list(Filter filter) {
        return rows.waiting(filter)
                .map(found -> found.stream().map(ParkedRow::delivery).toList());
    }

    /** Gives one up: it waits no longer and stays visible until its day is dropped. Empty where none waits under this id. */
    public Uni<Optional<ParkedDelivery>> discard(UUID eventId) {
        return rows.discard(eventId, clock.instant());
    }

    private static final String TALLY_DISCARDED = """
            INSERT INTO biometric.event_tally_delta (minute, intake, parked, dead)
            VALUES (date_trunc('minute', cast(:received AS timestamptz)), :intake, -1, 1)
            """;

    /** The repository; its statements are the filters of people. */
    @ApplicationScoped
    static class ParkedRows implements PanacheRepositoryBase<ParkedRow, UUID> {

        Uni<List<ParkedRow>> waiting(Filter filter) {
            StringBuilder query = new StringBuilder("discardedAt is null");
            Parameters parameters = new Parameters();
            if (filter.reason() != null) {
                query.append(" and reason = :reason");
                parameters.and("reason", filter.reason().wireName());
            }
            if (filter.provider() != null) {
                query.append(" and provider = :provider");
                parameters.and("provider", filter.provider().wireName());
            }
            return find(query.toString(), Sort.by("receivedAt", "eventId"), parameters)
                    .page(filter.page(), filter.limit())
                    .list();
        }

        @WithTransaction
        Uni<Optional<ParkedDelivery>> discard(UUID eventId, Instant now) {
            return find("eventId = ?1 and discardedAt is null", eventId)
                    .firstResult()
                    .call(found -> found == null
                            ? Uni.createFrom().voidItem()
                            : getSession()
                                    .chain(session -> session.createNativeQuery(TALLY_DISCARDED)
                                            .setParameter("received", found.receivedAt)
                                            .setParameter("intake", found.provider)
                                            .executeUpdate()))
                    .map(found -> Optional.ofNullable(found).map(row -> {
                        row.discardedAt = now;
                        return row.delivery();
                    }));
        }
    }
}
