package io.bhiv.insight.api;

import io.bhiv.insight.store.Actions;
import io.bhiv.kit.store.StoreFailure;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The audit log, for pages that are shown without it where PostgreSQL does not answer. */
@ApplicationScoped
class RecentActions {

    private final Actions actions;

    RecentActions(Actions actions) {
        this.actions = actions;
    }

    Uni<Optional<List<Actions.Action>>> recent() {
        return actions.recent().map(Optional::of).onFailure().recoverWithItem(failure -> {
            Log.debugf("The audit log cannot be shown [cause=%s]", StoreFailure.summary(failure));
            return Optional.empty();
        });
    }
}
