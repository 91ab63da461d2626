package io.bhiv.automation.engine.action;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.automation.engine.action.Shape.Kind;
import io.bhiv.automation.engine.action.Shape.Setting;
import io.bhiv.automation.engine.job.Policies.Fault;
import io.bhiv.automation.engine.job.Settings;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Writes one record to a topic. A repeated attempt carries the same {@code ce_id}, so a consumer can tell. */
final class PublishKafka implements Action {

    @Override
    public String type() {
        return "publish_kafka";
    }

    @Override
    public Shape shape() {
        return Shape.of(
                Setting.required("topic", new Kind.Text(249), "The topic."),
                Setting.optional("key", new Kind.Text(1_024), "Without it the record goes to any partition."),
                Setting.required("value", new Kind.Anything(), "Written as JSON."),
                Setting.optional("headers", new Kind.TextMap(), "Record headers."));
    }

    @Override
    public Uni<Outcome> perform(Settings settings, Surroundings around) {
        return Uni.createFrom()
                .item(() -> around.secrets().resolve(settings.at("value")))
                .chain(value -> publish(settings, around, value))
                .map(acknowledged -> Outcome.done())
                .onFailure()
                .recoverWithItem(PublishKafka::failure);
    }

    private static Uni<Boolean> publish(Settings settings, Surroundings around, JsonNode value) {
        Map<String, String> headers = new HashMap<>();
        headers.put("ce_id", around.onceKey());
        settings.object("headers")
                .properties()
                .forEach(one -> headers.put(
                        one.getKey(),
                        around.secrets().resolveHeader(one.getValue().asText())));
        return around.records()
                .publish(
                        settings.text("topic", ""),
                        settings.text("key").orElse(null),
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
