package io.bhiv.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the bridge says of a payload it committed: it is delivered, pending (tried again by itself) or failed (kept for
 * replay). {@code GET /connectors/deliveries/{id}} tells more later; the detail is the destination's status code, or why
 * not yet.
 */
public record SendReceipt(String deliveryId, String status, String detail) {

    static SendReceipt of(Map<String, @Nullable Object> answer) {
        return new SendReceipt(
                String.valueOf(answer.get("delivery_id")),
                String.valueOf(answer.get("status")),
                String.valueOf(answer.getOrDefault("detail", "")));
    }

    /** True where it has arrived already. */
    public boolean isDelivered() {
        return status.equals("delivered");
    }
}
