package io.bhiv.biometric.provider.oura;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bhiv.biometric.provider.OAuthApplication;
import io.bhiv.biometric.provider.SmallJson;
import io.bhiv.kit.call.HttpCalls.Answer;
import io.bhiv.kit.call.HttpCalls.Call;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Our subscriptions to Oura's notices: {@code /v2/webhook/subscription}, one for each type of data and of event, with the application's
 * id and secret in headers. They expire after about 90 days. Pure: it compares what there is with what there should be.
 *
 * @param callback where notices go
 * @param token by which we know that Oura's handshake is about a subscription of ours
 */
public record OuraSubscriptions(OAuthApplication application, URI callback, String token) {

    private static final String PATH = "/v2/webhook/subscription";
    private static final List<String> EVENTS = List.of("create", "update", "delete");

    /** What a subscription is about; an application has one of each. */
    public record Subject(String dataType, String eventType) {

        @Override
        public String toString() {
            return dataType + '.' + eventType;
        }
    }

    /** A subscription as Oura lists it; {@code endsAt} is null where it cannot be read. */
    public record Subscription(
            String id,
            Subject subject,
            String callback,
            @Nullable Instant endsAt) {}

    /** What must be done so that there is what there should be. */
    public sealed interface Change {

        record Create(Subject subject) implements Change {}

        /** It sends its notices elsewhere. */
        record Move(Subscription subscription) implements Change {}

        record Renew(Subscription subscription) implements Change {}
    }

    /** Every event of these types. */
    public static List<Subject> wanted(List<String> dataTypes) {
        return dataTypes.stream()
                .flatMap(type -> EVENTS.stream().map(event -> new Subject(type, event)))
                .toList();
    }

    /** Compares; a subscription that ends within {@code margin} is renewed. */
    public List<Change> changes(List<Subject> wanted, List<Subscription> existing, Instant now, Duration margin) {
        Map<Subject, Subscription> bySubject = new HashMap<>();
        existing.forEach(one -> bySubject.put(one.subject(), one));
        List<Change> changes = new ArrayList<>();
        for (Subject subject : wanted) {
            Subscription found = bySubject.get(subject);
            if (found == null) {
                changes.add(new Change.Create(subject));
                continue;
            }
            if (!found.callback().equals(callback.toString())) {
                changes.add(new Change.Move(found));
            }
            if (found.endsAt() == null || found.endsAt().isBefore(now.plus(margin))) {
                changes.add(new Change.Renew(found));
            }
        }
        return changes;
    }

    public Call list() {
        return call("GET", PATH, null);
    }

    /** The call that makes a change. While one that names a callback is open, Oura asks the callback for the handshake. */
    public Call call(Change change) {
        return switch (change) {
            case Change.Create(Subject subject) -> call("POST", PATH, body(subject));
            case Change.Move(Subscription one) -> call("PUT", PATH + '/' + one.id(), body(one.subject()));
            case Change.Renew(Subscription one) -> call("PUT", PATH + "/renew/" + one.id(), null);
        };
    }

    /** What Oura lists; null where the answer is not a list. */
    public static @Nullable List<Subscription> read(Answer answer) {
        JsonNode list = answer.status() == 200 ? SmallJson.array(answer.body()) : null;
        if (list == null) {
            return null;
        }
        List<Subscription> read = new ArrayList<>();
        for (JsonNode one : list) {
            String id = SmallJson.text(one, "id");
            String dataType = SmallJson.text(one, "data_type");
            String eventType = SmallJson.text(one, "event_type");
            if (id != null && dataType != null && eventType != null) {
                read.add(new Subscription(
                        id,
                        new Subject(dataType, eventType),
                        one.path("callback_url").asText(),
                        time(one.path("expiration_time").asText())));
            }
        }
        return read;
    }

    /** Documented with a zone, and seen without one, which is then UTC. */
    static @Nullable Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException withoutZone) {
            return local(text);
        }
    }

    private static @Nullable Instant local(String text) {
        try {
            return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    private byte[] body(Subject subject) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("callback_url", callback.toString())
                .put("verification_token", token)
                .put("event_type", subject.eventType())
                .put("data_type", subject.dataType())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private Call call(String method, String path, byte @Nullable [] body) {
        Map<String, String> headers = new HashMap<>(Map.of(
                "x-client-id", application.clientId(),
                "x-client-secret", application.clientSecret(),
                "Accept", "application/json"));
        if (body != null) {
            headers.put("Content-Type", "application/json");
        }
        return new Call(method, URI.create(application.apiUrl() + path), headers, body == null ? new byte[0] : body);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "OuraSubscriptions[" + callback + ']';
    }
}
