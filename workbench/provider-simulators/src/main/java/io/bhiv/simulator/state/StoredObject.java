package io.bhiv.simulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.document.Document;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An object of a person.
 *
 * @param visibleFrom until then it is 404, although its notice was sent
 * @param pending what is shown instead for a while; null where nothing is
 */
public record StoredObject(
        String person,
        Document document,
        Instant visibleFrom,
        @Nullable Pending pending) {

    /** An object whose score is still to come. */
    public record Pending(ObjectNode body, Instant until) {}

    ObjectNode body(Instant now) {
        return pending != null && now.isBefore(pending.until()) ? pending.body() : document.body();
    }
}
