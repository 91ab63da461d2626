package io.bhiv.core.deliver;

import io.bhiv.core.lines.CoreLines;
import io.bhiv.kit.lines.JsonLine;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;

/** Tells the flow log what became of an attempt, and knows the time. */
@ApplicationScoped
class DeliveryWatch {

    private final CoreLines lines;
    private final Clock clock;

    DeliveryWatch(CoreLines lines, Clock clock) {
        this.lines = lines;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    void tell(Delivery delivery, DeliveryState state) {
        JsonLine line = JsonLine.of("delivery")
                .with("delivery_id", delivery.id())
                .with("kind", delivery.kind().word())
                .with("destination", delivery.destination().word())
                .with("attempt", delivery.attempts() + 1);
        lines.flow(
                switch (state) {
                    case DeliveryState.Delivered delivered -> line.with("outcome", "delivered");
                    case DeliveryState.Pending(var id, String reason) ->
                        line.with("outcome", "pending").with("reason", reason);
                    case DeliveryState.Failed(var id, String reason) ->
                        line.with("outcome", "failed").with("reason", reason);
                });
    }
}
