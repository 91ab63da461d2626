package io.bhiv.automation.engine.action;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.automation.engine.action.Shape.Kind;
import io.bhiv.automation.engine.action.Shape.Setting;
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
    public Shape shape() {
        return Shape.of(Setting.required(
                "data",
                new Kind.Nested(Shape.of(
                        Setting.required("module", new Kind.Text(64), "The module that reports."),
                        Setting.required("data", new Kind.AnyObject(), "What it reports."),
                        Setting.optional(
                                "session_id",
                                new Kind.Text(200),
                                "The session; without it one is made for each run."))),
                "The update."));
    }

    @Override
    public Uni<Outcome> perform(Settings settings, Surroundings around) {
        ObjectNode stated = settings.object("data");
        ObjectNode update = JsonNodeFactory.instance.objectNode();
        update.put("module", around.secrets().resolve(stated.path("module").asText()));
        update.set("data", around.secrets().resolve(stated.path("data")));
        update.put("session_id", stated.path("session_id").asText(session(around)));
        return around.web().outcome(Web.Call.post(around.places().core("/core/update"), update, around.onceKey()));
    }

    /** The same for every attempt of a run, so that a repeated attempt is not a second session. */
    private static String session(Surroundings around) {
        return NameUuid.v3(around.onceKey()).toString();
    }
}
