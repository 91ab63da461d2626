package io.bhiv.automation.engine.action;

import io.bhiv.automation.engine.plan.RunKey;

/** What all actions call with, whatever the run. */
public record ActionClients(ServiceAddresses services, HttpCaller http, RecordPublisher records, Secrets secrets) {

    /** The context of one action of a run. */
    public ActionContext context(RunKey run, String idempotencyKey) {
        return new ActionContext(services, http, records, secrets, run, idempotencyKey);
    }
}
