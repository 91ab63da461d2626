package io.bhiv.automation.engine.action;

import io.bhiv.automation.engine.job.Settings;
import io.smallrye.mutiny.Uni;

/** Asks the core bridge how far the bucket is synchronised; the answer is in the report. */
final class GetBucketStatus implements Action {

    @Override
    public String type() {
        return "get_bucket_status";
    }

    @Override
    public Uni<Outcome> perform(Settings settings, ActionContext context) {
        return context.http().outcome(context.get(context.services().core("/bucket/status")));
    }
}
