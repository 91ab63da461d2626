package io.bhiv.automation.engine.action;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.automation.engine.action.Action.Outcome;
import io.bhiv.automation.engine.job.ActionSpec;
import io.bhiv.automation.engine.job.Policies.Fault;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Writes one record to a topic. A repeated attempt carries the same {@code ce_id}, so a consumer can recognise it. */
final class PublishKafka implements Action {

    @Override
    public String type() {
        return "publish_kafka";
    }

    @Override
    public Uni<Outcome> perform(ActionSpec spec, ActionContext context) {
        return Uni.createFrom()
                .item(() -> context.secrets().resolve(spec.at("value")))
                .chain(value -> publish(spec, context, value))
                .map(acknowledged -> Outcome.done())
                .onFailure()
                .recoverWithItem(PublishKafka::failure);
    }

    private static Uni<Boolean> publish(ActionSpec spec, ActionContext context, JsonNode value) {
        Map<String, String> headers = new HashMap<>();
        headers.put("ce_id", context.idempotencyKey());
        spec.object("headers")
                .properties()
                .forEach(one -> headers.put(
                        one.getKey(),
                        context.secrets().resolveHeader(one.getValue().asText())));
        return context.records()
                .publish(
                        spec.text("topic", ""),
                        spec.text("key").orElse(null),
                        value.toString().getBytes(StandardCharsets.UTF_8),
                        headers)
                .replaceWith(true);
    }

    private static Outcome failure(Throwable thrown) {
        return thrown instanceof Secrets.Missing missing
                ? Outcome.failed(Fault.SETUP, String.valueOf(missing.getMessage()))
                : Outcome.failed(
                        Fault.CONNECTION,
                        "Kafka did not acknowledge: " + thrown.getClass().getSimpleName());
    }
}
