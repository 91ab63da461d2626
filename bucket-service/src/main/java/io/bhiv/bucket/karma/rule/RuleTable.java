package io.bhiv.bucket.karma.rule;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules in order; the first that applies decides. */
public record RuleTable(List<Rule> rules) {

    public RuleTable {
        rules = List.copyOf(rules);
    }

    /** Empty if no rule applies: the packet is done and earned nothing. */
    public Optional<Action> decide(Facts facts) {
        return rules.stream().filter(rule -> rule.appliesTo(facts)).findFirst().map(Rule::then);
    }

    /**
     * An action to log with the Karma Tracker.
     *
     * @param intensity how much of it, 0–10
     */
    public record Action(String action, double intensity) {}

    /**
     * The members of a packet that rules use.
     *
     * @param family {@code learning} or {@code employee}
     * @param focusScore 0–100, null if missing
     * @param integrityScore 0–100, null if missing
     * @param activeSeconds null if missing
     */
    public record Facts(
            String family,
            String state,
            @Nullable Double focusScore,
            @Nullable Double integrityScore,
            @Nullable Double activeSeconds) {}

    /**
     * One rule: if all conditions hold, the action is earned.
     *
     * @param family null for both
     * @param states any of these; empty for all
     */
    public record Rule(
            String name,
            @Nullable String family,
            Set<String> states,
            @Nullable Range focusScore,
            @Nullable Range integrityScore,
            @Nullable Range activeSeconds,
            RuleTable.Action then) {

        /** Both ends inclusive; null is unbounded. */
        public record Range(@Nullable Double min, @Nullable Double max) {

            /** A missing value is in no range: it earns nothing and costs nothing. */
            boolean contains(@Nullable Double value) {
                return value != null && (min == null || value >= min) && (max == null || value <= max);
            }
        }

        public Rule {
            states = Set.copyOf(states);
        }

        boolean appliesTo(RuleTable.Facts facts) {
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
}
