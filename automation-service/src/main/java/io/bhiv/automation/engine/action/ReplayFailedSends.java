package io.bhiv.automation.engine.action;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bhiv.automation.engine.job.Settings;
import io.smallrye.mutiny.Uni;

/** Has the core bridge send again what BHIV Core did not take. */
final class ReplayFailedSends implements Action {

    @Override
    public String type() {
        return "replay_failed_sends";
    }

    @Override
    public Uni<Outcome> perform(Settings settings, ActionContext context) {
        String path = "/connectors/core/replay?dryRun=" + settings.flag("dryRun", false);
        return context.postToCore(path, JsonNodeFactory.instance.objectNode());
    }
}
