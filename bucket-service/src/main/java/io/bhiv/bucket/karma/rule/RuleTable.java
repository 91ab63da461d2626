package io.bhiv.bucket.karma.rule;

import java.util.List;
import java.util.Optional;

/** The rules in order; the first that applies decides. */
public record RuleTable(List<KarmaRule> rules) {

    public RuleTable {
        rules = List.copyOf(rules);
    }

    /** Empty if no rule applies: the packet is done and earned nothing. */
    public Optional<KarmaAction> decide(PacketFacts facts) {
        return rules.stream().filter(rule -> rule.appliesTo(facts)).findFirst().map(KarmaRule::then);
    }
}
