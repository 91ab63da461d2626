package io.bhiv.bucket.intake;

import java.util.List;

/**
 * One record of {@code core-updates}.
 *
 * @param key the record's key; its result is published under the same one
 */
public record ReceivedUpdate(String key, IncomingUpdate content) {

    /** Those that can be stored, in order. */
    public static List<IncomingUpdate.Whole> readable(List<ReceivedUpdate> updates) {
        return updates.stream()
                .map(ReceivedUpdate::content)
                .filter(IncomingUpdate.Whole.class::isInstance)
                .map(IncomingUpdate.Whole.class::cast)
                .toList();
    }
}
