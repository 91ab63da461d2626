package io.bhiv.core.deliver;

import java.util.UUID;

/** Where a delivery stands. Each state knows what there is to tell. */
public sealed interface DeliveryState {

    UUID id();

    /** Committed, and not delivered yet; it will be tried again. */
    record Pending(UUID id, String reason) implements DeliveryState {}

    /** It arrived; {@code proof} is a status code or a path. */
    record Delivered(UUID id, String proof) implements DeliveryState {}

    /** Given up; it is on the replay list. */
    record Failed(UUID id, String reason) implements DeliveryState {}
}
