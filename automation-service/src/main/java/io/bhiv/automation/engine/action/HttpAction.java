package io.bhiv.automation.engine.action;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.automation.engine.action.Action.Outcome;
import io.bhiv.automation.engine.job.ActionSpec;
import io.bhiv.automation.engine.job.Policies.Fault;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Any request, and what its answer must be. */
final class HttpAction implements Action {

    @Override
    public String type() {
        return "http";
    }

    @Override
    public Uni<Outcome> perform(ActionSpec spec, ActionContext context) {
        return Uni.createFrom()
                .item(() -> call(spec, context))
                .chain(context.http()::call)
                .map(answer -> judge(spec.at("expect"), answer))
                .onFailure()
                .recoverWithItem(HttpCaller::failure);
    }

    private static HttpCaller.Call call(ActionSpec spec, ActionContext context) {
        Secrets secrets = context.secrets();
        Map<String, String> headers = new HashMap<>();
        headers.put("Idempotency-Key", context.idempotencyKey());
        spec.object("headers")
                .properties()
                .forEach(one -> headers.put(
                        one.getKey(), secrets.resolveHeader(one.getValue().asText())));
        return new HttpCaller.Call(
                spec.text("method", "GET"),
                URI.create(secrets.resolve(spec.text("url", ""))),
                headers,
                spec.has("body") ? secrets.resolve(spec.at("body")) : null);
    }

    private static Outcome judge(JsonNode expect, HttpCaller.Answer answer) {
        if (!statusIsGood(expect.path("status"), answer)) {
            return answer.isGood()
                    ? Outcome.failed(Fault.ASSERTION, "answered " + answer.status() + ", which is not expected")
                    : answer.failure();
        }
        if (answer.cut() && !expect.path("json").isEmpty()) {
            return Outcome.failed(Fault.ASSERTION, "the answer is larger than 64 KiB, so nothing is found in it");
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

    private static boolean statusIsGood(JsonNode statuses, HttpCaller.Answer answer) {
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
