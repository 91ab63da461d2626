package io.bhiv.automation.engine.action;

import io.bhiv.automation.engine.job.Settings;
import io.smallrye.mutiny.Uni;

/** Hands a payload to the core bridge's connector to BHIV Core, which keeps it for replay when BHIV Core is away. */
final class SendToCore implements Action {

    @Override
    public String type() {
        return "send_to_core";
    }

    @Override
    public Uni<Outcome> perform(Settings settings, ActionContext context) {
        return context.postToCore("/connectors/core/send", context.secrets().resolve(settings.at("payload")));
    }
}
