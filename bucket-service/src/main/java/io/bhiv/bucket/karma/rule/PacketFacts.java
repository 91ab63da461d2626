package io.bhiv.bucket.karma.rule;

import org.jspecify.annotations.Nullable;

/**
 * The members of a packet that rules use.
 *
 * @param family {@code learning} or {@code employee}
 * @param focusScore 0–100, null if missing
 * @param integrityScore 0–100, null if missing
 * @param activeSeconds null if missing
 */
public record PacketFacts(
        String family,
        String state,
        @Nullable Double focusScore,
        @Nullable Double integrityScore,
        @Nullable Double activeSeconds) {}
