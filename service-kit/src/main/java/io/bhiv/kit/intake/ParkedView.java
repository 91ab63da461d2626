package io.bhiv.kit.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A parked record as an operator sees it.
 *
 * @param reason why it was not taken
 * @param valueSize bytes of the whole value; -1 where the record has none
 * @param triedAt when somebody last tried to take it again; absent where nobody has
 * @param value its first bytes; absent in lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ParkedView(
        String topic,
        int partition,
        long offset,
        String reason,
        @JsonProperty("value_size") long valueSize,
        @JsonProperty("first_seen") Instant firstSeen,
        @JsonProperty("tried_at") @Nullable Instant triedAt,
        byte @Nullable [] value) {

    /** Not the value. */
    @Override
    public String toString() {
        return "ParkedView[" + topic + "/" + partition + "/" + offset + " " + reason + "]";
    }
}
