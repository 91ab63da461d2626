package io.bhiv.automation.engine.action;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.automation.engine.action.Action.Outcome;
import io.bhiv.automation.engine.job.ActionSpec;
import io.bhiv.automation.engine.job.Policies.Fault;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Asks every service whether it is ready; fails when one is not, and the report names it and the reason. */
final class CheckHealth implements Action {

    private static final String READY = "/q/health/ready";

    private record Finding(String service, boolean ready, String why) {}

    @Override
    public String type() {
        return "check_health";
    }

    @Override
    public Uni<Outcome> perform(ActionSpec spec, ActionContext context) {
        List<Uni<Finding>> checks = new ArrayList<>();
        context.services().services().forEach((service, base) -> {
            if (isWanted(spec, service)) {
                checks.add(check(context, service, base));
            }
        });
        return Uni.join().all(checks).andCollectFailures().map(CheckHealth::judge);
    }

    private static boolean isWanted(ActionSpec spec, String service) {
        if (!spec.has("services")) {
            return true;
        }
        for (var wanted : spec.at("services")) {
            if (wanted.asText().equals(service)) {
                return true;
            }
        }
        return false;
    }

    private static Uni<Finding> check(ActionContext context, String service, URI base) {
        return context.http()
                .call(context.get(URI.create(base + READY)))
                .map(answer -> new Finding(
                        service, answer.isGood(), answer.isGood() ? "ready" : "answered " + answer.status()))
                .onFailure()
                .recoverWithItem(thrown -> new Finding(service, false, why(HttpCaller.failure(thrown))));
    }

    private static String why(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done done -> "ready";
            case Outcome.Failed failed -> failed.why();
        };
    }

    private static Outcome judge(List<Finding> findings) {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        findings.forEach(finding -> details.put(finding.service(), finding.why()));
        List<Finding> unready =
                findings.stream().filter(finding -> !finding.ready()).toList();
        if (unready.isEmpty()) {
            return new Outcome.Done(details);
        }
        return Outcome.failed(
                Fault.SERVER_ERROR,
                "not ready: "
                        + String.join(
                                ", ",
                                unready.stream()
                                        .map(finding -> finding.service() + " (" + finding.why() + ")")
                                        .toList()));
    }
}
