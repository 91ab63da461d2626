package io.bhiv.simulator.oura;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.simulator.http.Answer;
import io.bhiv.simulator.http.Json;
import io.bhiv.simulator.http.Request;
import io.bhiv.simulator.oauth.OAuthClient;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The subscriptions of the application: {@code /v2/webhook/subscription}, with the application's id and secret in headers. */
final class Subscriptions {

    static final String PATH = "/v2/webhook/subscription";

    private static final String RENEW = "renew/";
    private static final Duration LIFETIME = Duration.ofDays(90);
    private static final Set<String> EVENT_TYPES = Set.of("create", "update", "delete");
    private static final Set<String> DATA_TYPES = Set.of(
            ("tag enhanced_tag workout session sleep daily_sleep daily_readiness daily_activity daily_spo2 sleep_time"
                            + " rest_mode_period ring_configuration daily_stress daily_cycle_phases activation_status"
                            + " daily_cardiovascular_age daily_resilience vo2_max period_start pregnancy fertile_window"
                            + " ovulation_confirmed blood_glucose")
                    .split(" "));

    private final OAuthClient client;
    private final Clock clock;
    private final Handshake handshake;
    private final Map<Subscription.Subject, Subscription> bySubject = new LinkedHashMap<>();

    Subscriptions(OAuthClient client, Clock clock, Handshake handshake) {
        this.client = client;
        this.clock = clock;
        this.handshake = handshake;
    }

    /** Where notices about this go; empty where nobody subscribed, or the subscription expired. */
    synchronized Optional<URI> callback(Subscription.Subject subject) {
        dropExpired();
        return Optional.ofNullable(bySubject.get(subject)).map(Subscription::callback);
    }

    /** An address that answered 410 gets no notice any more. */
    synchronized void cancel(URI callback) {
        bySubject.values().removeIf(one -> one.callback().equals(callback));
    }

    /** Ends a subscription as expiry does. */
    synchronized void expire(String dataType, String eventType) {
        bySubject.remove(new Subscription.Subject(dataType, eventType));
    }

    /** Makes a subscription as old as one that ends at that time. */
    synchronized void endAt(String dataType, String eventType, Instant end) {
        bySubject.computeIfPresent(
                new Subscription.Subject(dataType, eventType),
                (subject, was) -> new Subscription(was.id(), was.callback(), subject, end));
    }

    synchronized Collection<Subscription> all() {
        dropExpired();
        return List.copyOf(bySubject.values());
    }

    Answer handle(Request request) {
        if (!isClient(request)) {
            return Answer.detail(401, "Unauthorized");
        }
        String rest = request.path().substring(PATH.length());
        if (rest.isEmpty() || rest.equals("/")) {
            return switch (request.method()) {
                case "GET" -> list();
                case "POST" -> create(request);
                default -> Answer.detail(405, "Method Not Allowed");
            };
        }
        String id = rest.substring(1);
        return switch (request.method()) {
            case "GET" ->
                find(id).map(one -> (Answer) Answer.json(200, one.json())).orElseGet(Subscriptions::unknown);
            case "PUT" -> id.startsWith(RENEW) ? renew(id.substring(RENEW.length())) : update(id, request);
            case "DELETE" -> delete(id);
            default -> Answer.detail(405, "Method Not Allowed");
        };
    }

    private boolean isClient(Request request) {
        return request.header("x-client-id").filter(client.id()::equals).isPresent()
                && request.header("x-client-secret")
                        .filter(client.secret()::equals)
                        .isPresent();
    }

    private Answer list() {
        var list = JsonNodeFactory.instance.arrayNode();
        all().forEach(one -> list.add(one.json()));
        return Answer.json(200, list);
    }

    private Answer create(Request request) {
        ObjectNode body = Json.read(request.body()).orElseGet(Json::object);
        Optional<Subscription.Subject> subject = subject(body, null);
        Optional<URI> callback = callback(body);
        Optional<String> token = Json.text(body, "verification_token");
        if (subject.isEmpty() || callback.isEmpty() || token.isEmpty()) {
            return invalid("callback_url, verification_token, event_type and data_type are needed");
        }
        if (callback(subject.get()).isPresent()) {
            return taken();
        }
        // Outside the lock: the other side may do anything meanwhile, another subscription included.
        if (!handshake.succeeds(callback.get(), token.get())) {
            return invalid("the callback did not return the challenge");
        }
        Subscription made = new Subscription(UUID.randomUUID().toString(), callback.get(), subject.get(), expiry());
        return putIfFree(made) ? Answer.json(201, made.json()) : taken();
    }

    private synchronized boolean putIfFree(Subscription made) {
        return bySubject.putIfAbsent(made.subject(), made) == null;
    }

    private Answer update(String id, Request request) {
        ObjectNode body = Json.read(request.body()).orElseGet(Json::object);
        Optional<String> token = Json.text(body, "verification_token");
        Optional<Subscription> before = find(id);
        if (before.isEmpty()) {
            return unknown();
        }
        Optional<Subscription.Subject> subject = subject(body, before.get().subject());
        if (token.isEmpty() || subject.isEmpty()) {
            return invalid("verification_token is needed, event_type and data_type must exist");
        }
        URI callback = callback(body).orElse(before.get().callback());
        if (!callback.equals(before.get().callback()) && !handshake.succeeds(callback, token.get())) {
            return invalid("the callback did not return the challenge");
        }
        Subscription now =
                new Subscription(id, callback, subject.get(), before.get().expires());
        replace(before.get(), now);
        return Answer.json(200, now.json());
    }

    private synchronized void replace(Subscription before, Subscription now) {
        bySubject.remove(before.subject());
        bySubject.put(now.subject(), now);
    }

    private synchronized Answer renew(String id) {
        Optional<Subscription> before = find(id);
        if (before.isEmpty()) {
            return unknown();
        }
        Subscription was = before.get();
        Subscription now = new Subscription(id, was.callback(), was.subject(), expiry());
        bySubject.put(now.subject(), now);
        return Answer.json(200, now.json());
    }

    private synchronized Answer delete(String id) {
        dropExpired();
        return bySubject.values().removeIf(one -> one.id().equals(id)) ? Answer.empty(204) : unknown();
    }

    private Optional<Subscription> find(String id) {
        return all().stream().filter(one -> one.id().equals(id)).findFirst();
    }

    private void dropExpired() {
        Instant now = clock.instant();
        bySubject.values().removeIf(one -> !now.isBefore(one.expires()));
    }

    private Instant expiry() {
        return clock.instant().plus(LIFETIME);
    }

    private static Optional<URI> callback(ObjectNode body) {
        return Json.text(body, "callback_url").map(URI::create).filter(uri -> uri.getHost() != null);
    }

    /** What the body names, and for the rest what it was; empty where no such type exists. */
    private static Optional<Subscription.Subject> subject(ObjectNode body, Subscription.@Nullable Subject before) {
        String dataType = Json.text(body, "data_type").orElse(before == null ? "" : before.dataType());
        String eventType = Json.text(body, "event_type").orElse(before == null ? "" : before.eventType());
        return DATA_TYPES.contains(dataType) && EVENT_TYPES.contains(eventType)
                ? Optional.of(new Subscription.Subject(dataType, eventType))
                : Optional.empty();
    }

    private static Answer unknown() {
        return Answer.detail(403, "Forbidden");
    }

    private static Answer taken() {
        return Answer.detail(409, "A subscription of this event_type and data_type exists");
    }

    private static Answer invalid(String message) {
        ObjectNode body = Json.object();
        body.putArray("detail")
                .addObject()
                .put("msg", message)
                .put("type", "value_error")
                .putArray("loc")
                .add("body");
        return Answer.json(422, body);
    }
}
