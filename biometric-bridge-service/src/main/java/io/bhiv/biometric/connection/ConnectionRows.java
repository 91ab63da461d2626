package io.bhiv.biometric.connection;

import io.bhiv.model.biometric.ConnectionState;
import io.bhiv.model.biometric.Provider;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.panache.common.Parameters;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Connections for people to list and look at. */
@ApplicationScoped
public class ConnectionRows implements PanacheRepositoryBase<ConnectionRow, String> {

    /**
     * In the order of their ids, from after one of them.
     *
     * @param provider null for any
     * @param state null for any
     * @param reference null for any
     * @param after id of the last connection of the page before; empty for the first page
     */
    @WithSession
    public Uni<List<ConnectionSummary>> page(
            @Nullable Provider provider,
            @Nullable ConnectionState state,
            @Nullable String reference,
            String after,
            int limit) {
        StringBuilder where = new StringBuilder("id > :after");
        Parameters values = Parameters.with("after", after);
        if (provider != null) {
            where.append(" and provider = :provider");
            values.and("provider", provider.wireName());
        }
        if (state != null) {
            where.append(" and state = :state");
            values.and("state", state);
        }
        if (reference != null) {
            where.append(" and referenceId = :reference");
            values.and("reference", reference);
        }
        return find(where.toString(), Sort.by("id"), values)
                .page(0, limit)
                .list()
                .map(rows -> rows.stream().map(ConnectionRow::summary).toList());
    }

    /** The first connection of a person at a provider that has not ended. */
    @WithSession
    public Uni<Optional<ConnectionSummary>> notEnded(Provider provider, String reference) {
        return find(
                        "provider = ?1 and referenceId = ?2 and state <> ?3",
                        Sort.by("id"),
                        provider.wireName(),
                        reference,
                        ConnectionState.REVOKED)
                .page(0, 1)
                .list()
                .map(rows -> rows.stream().findFirst().map(ConnectionRow::summary));
    }

    @WithSession
    public Uni<Optional<ConnectionSummary>> one(String connectionId) {
        return findById(connectionId).map(row -> Optional.ofNullable(row).map(ConnectionRow::summary));
    }
}
