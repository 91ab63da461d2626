package io.bhiv.automation.engine.action;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.automation.engine.job.Settings;
import io.smallrye.mutiny.Uni;

/** Hands a payload to the core bridge's connector to BHIV Bucket, under a file name. */
final class SaveToBucket implements Action {

    @Override
    public String type() {
        return "save_to_bucket";
    }

    @Override
    public Uni<Outcome> perform(Settings settings, ActionContext context) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("filename", settings.text("filename", ""));
        body.set("payload", context.secrets().resolve(settings.at("payload")));
        return context.postToCore("/connectors/bucket/save", body);
    }
}
