package io.bhiv.automation.service.api;

import io.bhiv.automation.engine.plan.JobState;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the ledger keeps of jobs between their runs. Claims read the pause on their own way, in the statement that locks the job. */
@ApplicationScoped
class JobRows implements PanacheRepositoryBase<JobRow, String> {

    /** By name; a job that the ledger does not have yet is not among them. */
    @WithSession
    Uni<Map<String, JobState>> states(Collection<String> names) {
        return list("name in ?1", names)
                .map(rows -> rows.stream().collect(Collectors.toMap(row -> row.name, JobRow::state)));
    }

    /** Pauses a job, or ends its pause where {@code why} is null. False for a job that the ledger does not have yet. */
    @WithTransaction
    Uni<Boolean> pause(String name, @Nullable String why) {
        Uni<Integer> changed = why == null
                ? update("paused = null where name = ?1", name)
                : update("paused = ?1 where name = ?2", why, name);
        return changed.map(rows -> rows > 0);
    }
}
