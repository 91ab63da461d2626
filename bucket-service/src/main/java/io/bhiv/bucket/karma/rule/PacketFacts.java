package io.bhiv.bucket.karma.rule;

import org.jspecify.annotations.Nullable;

/**
 * What a rule may look at.
 *
 * @param family {@code learning} or {@code employee}
 * @param focusScore 0–100, null where the sender did not say
 * @param integrityScore 0–100, null where the sender did not say
 * @param activeSeconds null where the sender did not say
 */
public record PacketFacts(
        String family,
        String state,
        @Nullable Double focusScore,
        @Nullable Double integrityScore,
        @Nullable Double activeSeconds) {}
