package io.bhiv.core.deliver;

import java.util.UUID;

/** Where a delivery stands. */
public sealed interface DeliveryState {

    UUID id();

    /** A status code or path, or the reason; safe to show. */
    String detail();

    /** Committed, not delivered yet; it is attempted again. */
    record Pending(UUID id, String detail) implements DeliveryState {}

    /** It arrived; the detail is a status code or a path. */
    record Delivered(UUID id, String detail) implements DeliveryState {}

    /** Its attempts are used up; it is on the replay list. */
    record Failed(UUID id, String detail) implements DeliveryState {}

    default String wireName() {
        return switch (this) {
            case Pending pending -> "pending";
            case Delivered delivered -> "delivered";
            case Failed failed -> "failed";
        };
    }
}
