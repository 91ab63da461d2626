package io.bhiv.insight.ask;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.kit.call.HttpCalls;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The services' own HTTP APIs. */
@ApplicationScoped
public class Services {

    private static final long LARGEST = 256 * 1024;
    private static final int MOST_FIELDS = 100;

    private final ServicesConfig config;
    private final ObjectMapper json;
    private final HttpCalls calls;

    Services(ServicesConfig config, ObjectMapper json, Vertx vertx) {
        this.config = config;
        this.json = json;
        this.calls = new HttpCalls(
                vertx,
                new HttpClientOptions().setConnectTimeout((int) config.limit().toMillis()),
                LARGEST);
    }

    void end(@Observes ShutdownEvent stopped) {
        calls.close();
    }

    /** What every service knows about an id; all are asked at once. */
    public Uni<List<Answered>> about(UUID id) {
        return Uni.join()
                .all(List.of(
                        ask(
                                "biometric-bridge-service",
                                "delivery",
                                config.biometric(),
                                "/api/v1/biometric/deliveries/" + id),
                        ask("core-bridge-service", "update of a module", config.core(), "/core/updates/" + id),
                        ask(
                                "core-bridge-service",
                                "delivery of a connector",
                                config.core(),
                                "/connectors/deliveries/" + id)))
                .andCollectFailures();
    }

    /** All jobs as the automation service tells them. */
    public Uni<Answered> jobs() {
        return ask("automation-service", "jobs", config.automation(), "/automation/jobs");
    }

    private Uni<Answered> ask(String service, String subject, URI base, String path) {
        Map<String, String> headers =
                config.key().map(key -> Map.of("X-Api-Key", key)).orElse(Map.of());
        return calls.send(new HttpCalls.Call("GET", base.resolve(path), headers, new byte[0]))
                .ifNoItem()
                .after(config.limit())
                .fail()
                .map(answer -> read(service, subject, answer))
                .onFailure()
                .recoverWithItem(failure -> {
                    Log.debugf("A service did not answer the page [service=%s cause=%s]", service, failure.getClass());
                    return new Answered(service, subject, Answered.Outcome.NO_ANSWER, List.of());
                });
    }

    private Answered read(String service, String subject, HttpCalls.Answer answer) {
        if (answer.status() == 404) {
            return new Answered(service, subject, Answered.Outcome.UNKNOWN, List.of());
        }
        if (answer.status() != 200) {
            return new Answered(service, subject, Answered.Outcome.NO_ANSWER, List.of());
        }
        List<Answered.Field> fields = new ArrayList<>();
        flatten("", tree(answer.body()), fields);
        return new Answered(service, subject, Answered.Outcome.FOUND, fields);
    }

    private JsonNode tree(byte[] body) {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("an answer of a service is no JSON", unreadable);
        } catch (IOException unreadable) {
            throw new IllegalStateException("an answer of a service cannot be read", unreadable);
        }
    }

    private static void flatten(String path, JsonNode node, List<Answered.Field> fields) {
        if (fields.size() >= MOST_FIELDS) {
            return;
        }
        if (node.isObject()) {
            node.properties()
                    .forEach(one ->
                            flatten(path.isEmpty() ? one.getKey() : path + "." + one.getKey(), one.getValue(), fields));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                flatten(path + "[" + i + "]", node.get(i), fields);
            }
        } else if (!node.isNull()) {
            fields.add(new Answered.Field(path, node.asText()));
        }
    }
}
