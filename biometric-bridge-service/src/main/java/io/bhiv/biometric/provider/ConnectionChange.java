package io.bhiv.biometric.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.Reading.LinkChange;
import io.bhiv.biometric.provider.Reading.LinkEvent;
import io.bhiv.biometric.provider.Reading.Unreadable;
import io.bhiv.model.biometric.ConnectionState;
import io.bhiv.model.biometric.Provider;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of a connection as a delivery of our own: {@code {state, user_id, reference_id, reason, changed_at_ms, scopes_granted,
 * scopes_withheld}}. The journal keeps it like a provider's message, so links follow it on replay too.
 *
 * @param identity what makes it the same change when it comes again
 */
public record ConnectionChange(Provider provider, String identity, long changedAtMillis, byte[] body) {

    private static final int LONGEST_TEXT = 128;

    public static ConnectionChange of(
            ProviderUser user,
            @Nullable String reference,
            ConnectionState state,
            @Nullable String reason,
            long changedAtMillis,
            List<String> asked,
            List<String> granted) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("state", state.name());
        body.put("user_id", user.userId());
        if (reference != null) {
            body.put("reference_id", reference);
        }
        if (reason != null) {
            body.put("reason", reason);
        }
        body.put("changed_at_ms", changedAtMillis);
        granted.forEach(body.putArray("scopes_granted")::add);
        asked.stream().filter(scope -> !granted.contains(scope)).forEach(body.putArray("scopes_withheld")::add);
        return new ConnectionChange(
                user.provider(),
                "connection:" + user.userId() + ':' + changedAtMillis,
                changedAtMillis,
                body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Reads the body of such a delivery. */
    public static Reading read(Provider provider, byte[] body) {
        JsonNode change = SmallJson.object(body);
        String userId = change == null ? null : SmallJson.text(change, "user_id");
        LinkEvent event = change == null ? null : event(change.path("state").asText());
        if (change == null
                || userId == null
                || event == null
                || !change.path("changed_at_ms").isIntegralNumber()) {
            return new Unreadable(ParkReason.WRONG_SHAPE);
        }
        return new LinkChange(
                new VendorUser(new ProviderUser(provider, userId), SmallJson.text(change, "reference_id"), null),
                change.path("changed_at_ms").asLong(),
                null,
                event,
                texts(change.path("scopes_granted")),
                texts(change.path("scopes_withheld")),
                SmallJson.text(change, "reason"));
    }

    private static @Nullable LinkEvent event(String state) {
        return switch (state) {
            case "ACTIVE" -> LinkEvent.AUTHENTICATED;
            case "DEGRADED" -> LinkEvent.CONNECTION_ERROR;
            case "REVOKED" -> LinkEvent.DEAUTHENTICATED;
            default -> null;
        };
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> {
            if (item.isTextual() && item.asText().length() <= LONGEST_TEXT) {
                texts.add(item.asText());
            }
        });
        return texts;
    }

    /** Without body and user. */
    @Override
    public String toString() {
        return "ConnectionChange[" + provider.wireName() + ' ' + changedAtMillis + ']';
    }
}
