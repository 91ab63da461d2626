package io.bhiv.biometric.person;

import io.bhiv.trigger.episode.Suppression;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.panache.common.Parameters;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The audit of what fired and notified nobody, as operators read it. It is written by the statement that stores a person's state. */
@ApplicationScoped
public class SuppressedFirings {

    private final SuppressedRows rows;

    SuppressedFirings(SuppressedRows rows) {
        this.rows = rows;
    }

    /**
     * Which firings.
     *
     * @param subjectId only this person's
     * @param reason only those with this reason
     * @param page counted from 0
     * @param limit firings in a page
     */
    public record Filter(
            @Nullable String subjectId, @Nullable Suppression reason, int page, int limit) {}

    /** The newest first. */
    @WithSession
    public Uni<List<SuppressedFiring>> list(Filter filter) {
        return rows.matching(filter)
                .map(found -> found.stream().map(SuppressedRow::firing).toList());
    }

    /** The repository; its statement is the filter of people. */
    @ApplicationScoped
    static class SuppressedRows implements PanacheRepositoryBase<SuppressedRow, SuppressedRow.Id> {

        Uni<List<SuppressedRow>> matching(Filter filter) {
            StringBuilder query = new StringBuilder("true = true");
            Parameters parameters = new Parameters();
            if (filter.subjectId() != null) {
                query.append(" and id.subjectId = :subject");
                parameters.and("subject", filter.subjectId());
            }
            if (filter.reason() != null) {
                query.append(" and reason = :reason");
                parameters.and("reason", filter.reason().wireName());
            }
            return find(
                            query.toString(),
                            Sort.descending("evaluatedAt").and("id.subjectId").and("id.rule"),
                            parameters)
                    .page(filter.page(), filter.limit())
                    .list();
        }
    }
}
