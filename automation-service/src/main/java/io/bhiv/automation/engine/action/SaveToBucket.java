package io.bhiv.automation.engine.action;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.automation.engine.action.Shape.Kind;
import io.bhiv.automation.engine.action.Shape.Setting;
import io.bhiv.automation.engine.job.Settings;
import io.smallrye.mutiny.Uni;

/** Hands a payload to the core bridge's connector to BHIV Bucket, under a file name. */
final class SaveToBucket implements Action {

    @Override
    public String type() {
        return "save_to_bucket";
    }

    @Override
    public Shape shape() {
        return Shape.of(
                Setting.required("payload", new Kind.AnyObject(), "What is saved."),
                Setting.required("filename", new Kind.Text(255), "Inside the bucket's folder."));
    }

    @Override
    public Uni<Outcome> perform(Settings settings, Surroundings around) {
        return Uni.createFrom()
                .item(() -> body(settings, around.secrets()))
                .map(body -> Web.Call.post(around.places().core("/connectors/bucket/save"), body, around.onceKey()))
                .chain(around.web()::outcome)
                .onFailure()
                .recoverWithItem(Web::failure);
    }

    private static ObjectNode body(Settings settings, Secrets secrets) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("filename", settings.text("filename", ""));
        body.set("payload", secrets.resolve(settings.at("payload")));
        return body;
    }
}
