package io.bhiv.automation.engine.action;

import io.bhiv.automation.engine.action.Shape.Kind;
import io.bhiv.automation.engine.action.Shape.Setting;
import io.bhiv.automation.engine.job.Settings;
import io.smallrye.mutiny.Uni;

/** Hands a payload to the core bridge's connector to BHIV Core, which keeps it for replay when BHIV Core is away. */
final class SendToCore implements Action {

    @Override
    public String type() {
        return "send_to_core";
    }

    @Override
    public Shape shape() {
        return Shape.of(Setting.required("payload", new Kind.AnyObject(), "What BHIV Core is sent."));
    }

    @Override
    public Uni<Outcome> perform(Settings settings, Surroundings around) {
        return Uni.createFrom()
                .item(() -> around.secrets().resolve(settings.at("payload")))
                .map(payload -> Web.Call.post(around.places().core("/connectors/core/send"), payload, around.onceKey()))
                .chain(around.web()::outcome)
                .onFailure()
                .recoverWithItem(Web::failure);
    }
}
