package io.bhiv.automation.engine.action;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.automation.engine.action.Action.Outcome;
import io.bhiv.automation.engine.plan.RunKey;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt of an action may use.
 *
 * @param run the run it belongs to
 * @param idempotencyKey the same for every attempt of this action in this run, and for no other
 */
public record ActionContext(Clients clients, RunKey run, String idempotencyKey) {

    /** What the actions of all runs share. */
    public record Clients(ServiceAddresses services, HttpCaller http, RecordPublisher records, Secrets secrets) {}

    /** Writes one record to Kafka; completes when the brokers acknowledged it. */
    @FunctionalInterface
    public interface RecordPublisher {
        Uni<Void> publish(String topic, @Nullable String key, byte[] value, Map<String, String> headers);
    }

    ServiceAddresses services() {
        return clients.services();
    }

    HttpCaller http() {
        return clients.http();
    }

    RecordPublisher records() {
        return clients.records();
    }

    Secrets secrets() {
        return clients.secrets();
    }

    /** A GET of one of our own services, with our API key where there is one. */
    HttpCaller.Call get(URI url) {
        return new HttpCaller.Call("GET", url, withApiKey(Map.of()), null);
    }

    /** Posts to the core bridge, with the idempotency key and our API key where there is one; the status decides. */
    Uni<Outcome> postToCore(String path, @Nullable JsonNode body) {
        Map<String, String> headers = withApiKey(Map.of("Idempotency-Key", idempotencyKey));
        return http().outcome(new HttpCaller.Call("POST", services().core(path), headers, body));
    }

    /** The key is read for each call, so that it can be replaced while the service runs; it is masked like any secret. */
    private Map<String, String> withApiKey(Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        services().apiKeyFile().ifPresent(file -> all.put("X-Api-Key", secrets().resolveHeader("file:" + file)));
        return all;
    }
}
