package io.bhiv.automation.engine.action;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bhiv.automation.engine.action.Shape.Kind;
import io.bhiv.automation.engine.action.Shape.Setting;
import io.bhiv.automation.engine.job.Settings;
import io.smallrye.mutiny.Uni;

/** Has the core bridge send again what BHIV Core did not take. */
final class ReplayFailedSends implements Action {

    @Override
    public String type() {
        return "replay_failed_sends";
    }

    @Override
    public Shape shape() {
        return Shape.of(Setting.optional("dryRun", new Kind.Flag(), "Only say what would be sent; false without it."));
    }

    @Override
    public Uni<Outcome> perform(Settings settings, Surroundings around) {
        String path = "/connectors/core/replay?dryRun=" + settings.flag("dryRun", false);
        return around.web()
                .outcome(Web.Call.post(
                        around.places().core(path), JsonNodeFactory.instance.objectNode(), around.onceKey()));
    }
}
