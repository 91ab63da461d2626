package io.bhiv.insight.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people did from the page. A row is written before anything is done, so that nothing can be done without one. */
@ApplicationScoped
public class Actions {

    /**
     * One of them.
     *
     * @param count how many it concerned; null while it goes on, and where it concerns none
     * @param outcome null while it goes on, and where the process ended meanwhile
     */
    public record Action(
            Instant at,
            String actor,
            String action,
            String subject,
            String detail,
            @Nullable Long count,
            @Nullable String outcome) {}

    private static final int SHOWN = 20;

    private final InsightStore store;

    Actions(InsightStore store) {
        this.store = store;
    }

    /** Completes with the row's id once it is committed. Fails where the store does not answer: then nothing may be done. */
    public Uni<Long> begin(String actor, String action, String subject, String detail) {
        return store.pool()
                .preparedQuery("INSERT INTO insight.operator_action (actor, action, subject, detail)"
                        + " VALUES ($1, $2, $3, $4) RETURNING id")
                .execute(Tuple.of(actor, action, subject, detail))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    public Uni<Void> end(long id, long count, String outcome) {
        return store.pool()
                .preparedQuery(
                        "UPDATE insight.operator_action SET count = $2, outcome = $3, ended_at = now() WHERE id = $1")
                .execute(Tuple.of(id, count, outcome))
                .replaceWithVoid();
    }

    /** The newest first. */
    public Uni<List<Action>> recent() {
        return store.pool()
                .query("SELECT at, actor, action, subject, detail, count, outcome FROM insight.operator_action"
                        + " ORDER BY at DESC, id DESC LIMIT " + SHOWN)
                .execute()
                .map(rows -> {
                    List<Action> actions = new ArrayList<>();
                    rows.forEach(row -> actions.add(action(row)));
                    return actions;
                });
    }

    private static Action action(Row row) {
        return new Action(
                row.getOffsetDateTime(0).toInstant(),
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getString(6));
    }
}
