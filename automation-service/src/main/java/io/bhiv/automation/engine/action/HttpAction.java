package io.bhiv.automation.engine.action;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.automation.engine.action.Shape.Kind;
import io.bhiv.automation.engine.action.Shape.Setting;
import io.bhiv.automation.engine.job.Policies.Fault;
import io.bhiv.automation.engine.job.Settings;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Any request, and what its answer must be. */
final class HttpAction implements Action {

    private static final Shape PLACE = Shape.of(
            Setting.required("pointer", new Kind.Text(500), "A JSON pointer into the answer."),
            Setting.required("equals", new Kind.Anything(), "What stands there."));

    private static final Shape EXPECTATION = Shape.of(
            Setting.optional(
                    "status",
                    new Kind.ListOf(new Kind.Whole(100, 599), 20),
                    "The statuses that are good; without it every 2xx is."),
            Setting.optional("json", new Kind.ListOf(new Kind.Nested(PLACE), 20), "What the answer must hold."));

    @Override
    public String type() {
        return "http";
    }

    @Override
    public Shape shape() {
        return Shape.of(
                Setting.optional(
                        "method",
                        new Kind.Choice(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")),
                        "GET without it."),
                Setting.required("url", new Kind.Address(2_048), "An http or https address."),
                Setting.optional("headers", new Kind.TextMap(), "Values may be secrets by reference."),
                Setting.optional("body", new Kind.Anything(), "Sent as JSON."),
                Setting.optional("expect", new Kind.Nested(EXPECTATION), "Without it every 2xx is good."));
    }

    @Override
    public Uni<Outcome> perform(Settings settings, Surroundings around) {
        return Uni.createFrom()
                .item(() -> call(settings, around))
                .chain(around.web()::call)
                .map(answer -> judge(settings.at("expect"), answer))
                .onFailure()
                .recoverWithItem(Web::failure);
    }

    private static Web.Call call(Settings settings, Surroundings around) {
        Secrets secrets = around.secrets();
        Map<String, String> headers = new HashMap<>();
        headers.put("Idempotency-Key", around.onceKey());
        settings.object("headers")
                .properties()
                .forEach(one -> headers.put(
                        one.getKey(), secrets.resolveHeader(one.getValue().asText())));
        return new Web.Call(
                settings.text("method", "GET"),
                URI.create(secrets.resolve(settings.text("url", ""))),
                headers,
                settings.has("body") ? secrets.resolve(settings.at("body")) : null);
    }

    private static Outcome judge(JsonNode expect, Web.Answer answer) {
        if (!statusIsGood(expect.path("status"), answer)) {
            return answer.isGood()
                    ? Outcome.failed(Fault.ASSERTION, "answered " + answer.status() + ", which is not expected")
                    : answer.failure();
        }
        JsonNode json = answer.json();
        Optional<String> wrong = Optional.empty();
        for (JsonNode place : expect.path("json")) {
            if (wrong.isEmpty() && !json.at(place.path("pointer").asText()).equals(place.path("equals"))) {
                wrong = Optional.of("the answer does not hold what is expected at "
                        + place.path("pointer").asText());
            }
        }
        return wrong.map(why -> Outcome.failed(Fault.ASSERTION, why)).orElseGet(() -> new Outcome.Done(json));
    }

    private static boolean statusIsGood(JsonNode statuses, Web.Answer answer) {
        if (statuses.isMissingNode()) {
            return answer.isGood();
        }
        for (JsonNode status : statuses) {
            if (status.asInt() == answer.status()) {
                return true;
            }
        }
        return false;
    }
}
