package io.bhiv.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of a payload that the bridge committed: delivered, pending (retried by itself) or failed (kept for replay).
 * {@code GET /connectors/deliveries/{id}} returns it later; the detail is the destination's status code, or why it is not
 * delivered yet.
 */
public record SendReceipt(String deliveryId, String status, String detail) {

    static SendReceipt of(Map<String, @Nullable Object> answer) {
        return new SendReceipt(
                String.valueOf(answer.get("delivery_id")),
                String.valueOf(answer.get("status")),
                String.valueOf(answer.getOrDefault("detail", "")));
    }

    /** True where the destination has accepted it. */
    public boolean isDelivered() {
        return status.equals("delivered");
    }
}
