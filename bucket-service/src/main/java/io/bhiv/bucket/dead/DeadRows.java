package io.bhiv.bucket.dead;

import io.bhiv.bucket.dead.DeadStore.Selection;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import io.quarkus.panache.common.Sort;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Dead packets as people select them. */
@ApplicationScoped
class DeadRows implements PanacheRepositoryBase<DeadRow, Long> {

    /** The selected ones after a place in the listing, oldest first. */
    Uni<List<DeadRow>> select(Selection selection, long after) {
        Chosen chosen = chosen(selection, after);
        return find(chosen.where(), Sort.by("seq"), chosen.values())
                .page(0, selection.limit())
                .list();
    }

    /** Places of the same. Rows hold reasons, which are as long as consumers make them; thousands of places are small. */
    Uni<List<Place>> places(Selection selection) {
        Chosen chosen = chosen(selection, 0);
        return find(chosen.where(), Sort.by("seq"), chosen.values())
                .project(Place.class)
                .page(0, selection.limit())
                .list();
    }

    /** Where a dead packet stands in the listing, and when it died. */
    @RegisterForReflection
    record Place(long seq, Instant diedAt) {}

    private record Chosen(String where, Parameters values) {}

    private static Chosen chosen(Selection selection, long after) {
        StringBuilder where = new StringBuilder("seq > :after");
        Parameters values = Parameters.with("after", after);
        if (!selection.packetIds().isEmpty()) {
            where.append(" and packetId in :ids");
            values.and("ids", selection.packetIds());
        }
        if (selection.userId() != null) {
            where.append(" and subject = :user");
            values.and("user", selection.userId());
        }
        if (selection.reason() != null) {
            // Reasons are single lines, so that a text is never found across two of them.
            where.append(" and locate(:reason, array_to_string(reasons, '\n')) > 0");
            values.and("reason", selection.reason());
        }
        if (selection.diedUntil() != null) {
            where.append(" and diedAt <= :until");
            values.and("until", selection.diedUntil());
        }
        return new Chosen(where.toString(), values);
    }
}
