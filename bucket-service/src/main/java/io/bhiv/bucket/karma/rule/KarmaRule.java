package io.bhiv.bucket.karma.rule;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule: if all conditions hold, the action is earned.
 *
 * @param family null for both
 * @param states any of these; empty for all
 */
public record KarmaRule(
        String name,
        @Nullable String family,
        Set<String> states,
        @Nullable Range focusScore,
        @Nullable Range integrityScore,
        @Nullable Range activeSeconds,
        KarmaAction then) {

    /** Both ends inclusive; null is unbounded. */
    public record Range(@Nullable Double min, @Nullable Double max) {

        /** A missing value is in no range: it earns nothing and costs nothing. */
        boolean contains(@Nullable Double value) {
            return value != null && (min == null || value >= min) && (max == null || value <= max);
        }
    }

    public KarmaRule {
        states = Set.copyOf(states);
    }

    boolean appliesTo(PacketFacts facts) {
        return (family == null || family.equals(facts.family()))
                && (states.isEmpty() || states.contains(facts.state()))
                && within(focusScore, facts.focusScore())
                && within(integrityScore, facts.integrityScore())
                && within(activeSeconds, facts.activeSeconds());
    }

    private static boolean within(@Nullable Range range, @Nullable Double value) {
        return range == null || range.contains(value);
    }
}
