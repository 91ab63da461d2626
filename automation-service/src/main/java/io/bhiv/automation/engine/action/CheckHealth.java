package io.bhiv.automation.engine.action;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.automation.engine.action.Shape.Kind;
import io.bhiv.automation.engine.action.Shape.Setting;
import io.bhiv.automation.engine.job.Policies.Fault;
import io.bhiv.automation.engine.job.Settings;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Asks every service whether it is ready; fails when one is not, and the report says which and why. */
final class CheckHealth implements Action {

    private static final String READY = "/q/health/ready";

    private record Finding(String service, boolean ready, String why) {}

    @Override
    public String type() {
        return "check_health";
    }

    @Override
    public Shape shape() {
        return Shape.of(Setting.optional(
                "services",
                new Kind.ListOf(new Kind.Choice(List.of("biometric-bridge", "bucket", Places.CORE)), 3),
                "All of them without it."));
    }

    @Override
    public Uni<Outcome> perform(Settings settings, Surroundings around) {
        List<Uni<Finding>> looks = new ArrayList<>();
        around.places().services().forEach((service, base) -> {
            if (isWanted(settings, service)) {
                looks.add(look(around.web(), service, base));
            }
        });
        return Uni.join().all(looks).andCollectFailures().map(CheckHealth::judge);
    }

    private static boolean isWanted(Settings settings, String service) {
        if (!settings.has("services")) {
            return true;
        }
        for (var wanted : settings.at("services")) {
            if (wanted.asText().equals(service)) {
                return true;
            }
        }
        return false;
    }

    private static Uni<Finding> look(Web web, String service, URI base) {
        return web.call(Web.Call.get(URI.create(base + READY)))
                .map(answer -> new Finding(
                        service, answer.isGood(), answer.isGood() ? "ready" : "answered " + answer.status()))
                .onFailure()
                .recoverWithItem(thrown -> new Finding(service, false, why(Web.failure(thrown))));
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
