package io.bhiv.automation.engine.action;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.automation.engine.job.Settings;
import io.bhiv.kit.hash.NameUuid;
import io.smallrye.mutiny.Uni;

/** Posts a module's update to the core bridge. */
final class SendCoreUpdate implements Action {

    @Override
    public String type() {
        return "send_core_update";
    }

    @Override
    public Uni<Outcome> perform(Settings settings, ActionContext context) {
        ObjectNode stated = settings.object("data");
        ObjectNode update = JsonNodeFactory.instance.objectNode();
        update.put("module", context.secrets().resolve(stated.path("module").asText()));
        update.set("data", context.secrets().resolve(stated.path("data")));
        update.put("session_id", stated.path("session_id").asText(session(context)));
        return context.postToCore("/core/update", update);
    }

    /** The same for every attempt of a run, so that a repeated attempt is not a second session. */
    private static String session(ActionContext context) {
        return NameUuid.v3(context.idempotencyKey()).toString();
    }
}
