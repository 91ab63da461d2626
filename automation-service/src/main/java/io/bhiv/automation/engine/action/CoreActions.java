package io.bhiv.automation.engine.action;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.automation.engine.action.Action.Outcome;
import io.bhiv.automation.engine.job.ActionSpec;
import io.bhiv.kit.hash.NameUuid;
import io.smallrye.mutiny.Uni;

/** The actions that call the core bridge. */
final class CoreActions {

    static final Action SEND_CORE_UPDATE = Action.of("send_core_update", CoreActions::sendUpdate);
    static final Action GET_BUCKET_STATUS = Action.of("get_bucket_status", CoreActions::bucketStatus);
    static final Action SEND_TO_CORE = Action.of("send_to_core", CoreActions::sendToCore);
    static final Action SAVE_TO_BUCKET = Action.of("save_to_bucket", CoreActions::saveToBucket);
    static final Action REPLAY_FAILED_SENDS = Action.of("replay_failed_sends", CoreActions::replay);

    private CoreActions() {}

    /** Posts a module's update. */
    private static Uni<Outcome> sendUpdate(ActionSpec spec, ActionContext context) {
        ObjectNode stated = spec.object("data");
        ObjectNode update = JsonNodeFactory.instance.objectNode();
        update.put("module", context.secrets().resolve(stated.path("module").asText()));
        update.set("data", context.secrets().resolve(stated.path("data")));
        // The same for every attempt of a run, so that a repeated attempt is not a second session.
        String session = NameUuid.v3(context.idempotencyKey()).toString();
        update.put("session_id", stated.path("session_id").asText(session));
        return context.postToCore("/core/update", update);
    }

    /** Reads how far the bucket is synchronised; the answer is in the report. */
    private static Uni<Outcome> bucketStatus(ActionSpec spec, ActionContext context) {
        return context.http().outcome(context.get(context.services().core("/bucket/status")));
    }

    /** Passes a payload to the connector to BHIV Core, which keeps it for replay while BHIV Core is unavailable. */
    private static Uni<Outcome> sendToCore(ActionSpec spec, ActionContext context) {
        return context.postToCore("/connectors/core/send", context.secrets().resolve(spec.at("payload")));
    }

    /** Passes a payload to the connector to BHIV Bucket, under a file name. */
    private static Uni<Outcome> saveToBucket(ActionSpec spec, ActionContext context) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("filename", spec.text("filename", ""));
        body.set("payload", context.secrets().resolve(spec.at("payload")));
        return context.postToCore("/connectors/bucket/save", body);
    }

    /** Replays what BHIV Core did not accept. */
    private static Uni<Outcome> replay(ActionSpec spec, ActionContext context) {
        String path = "/connectors/core/replay?dryRun=" + spec.flag("dryRun", false);
        return context.postToCore(path, JsonNodeFactory.instance.objectNode());
    }
}
