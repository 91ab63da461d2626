package io.bhiv.bucket.karma.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.bucket.karma.rule.RuleTable.Rule.Range;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a rule table as {@code karma-rules.schema.json} describes it; an unknown member is an error. */
public final class RuleTableReader {

    private static final Set<String> TABLE = Set.of("$schema", "version", "rules");
    private static final Set<String> RULE = Set.of("name", "when", "then");
    private static final Set<String> WHEN =
            Set.of("family", "states", "focus_score", "integrity_score", "active_seconds");
    private static final Set<String> THEN = Set.of("action", "intensity");
    private static final Set<String> RANGE = Set.of("min", "max");

    private RuleTableReader() {}

    /** Fails with an {@link InvalidRules} that points at what is wrong. */
    public static RuleTable read(JsonNode table) {
        only(table, TABLE, "");
        require(table.path("version").intValue() == 1, "/version", "must be 1");
        JsonNode rules = table.path("rules");
        require(rules.isArray(), "/rules", "must be an array");
        List<RuleTable.Rule> read = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            read.add(rule(rules.get(i), "/rules/" + i));
        }
        return new RuleTable(read);
    }

    private static RuleTable.Rule rule(JsonNode rule, String at) {
        only(rule, RULE, at);
        JsonNode when = rule.path("when");
        only(when, WHEN, at + "/when");
        return new RuleTable.Rule(
                text(rule.path("name"), at + "/name"),
                when.has("family") ? family(when.path("family"), at + "/when/family") : null,
                states(when.path("states"), at + "/when/states"),
                range(when, "focus_score", at),
                range(when, "integrity_score", at),
                range(when, "active_seconds", at),
                action(rule.path("then"), at + "/then"));
    }

    private static String family(JsonNode node, String at) {
        String family = text(node, at);
        require(family.equals("learning") || family.equals("employee"), at, "must be learning or employee");
        return family;
    }

    private static Set<String> states(JsonNode node, String at) {
        Set<String> states = new HashSet<>();
        if (!node.isMissingNode()) {
            require(node.isArray() && !node.isEmpty(), at, "must be an array of at least one state");
            for (JsonNode state : node) {
                states.add(text(state, at));
            }
        }
        return states;
    }

    private static @Nullable Range range(JsonNode when, String name, String at) {
        JsonNode node = when.path(name);
        if (node.isMissingNode()) {
            return null;
        }
        String place = at + "/when/" + name;
        only(node, RANGE, place);
        return new Range(number(node.path("min"), place + "/min"), number(node.path("max"), place + "/max"));
    }

    private static RuleTable.Action action(JsonNode then, String at) {
        only(then, THEN, at);
        Double intensity = number(then.path("intensity"), at + "/intensity");
        double value = intensity == null ? 1.0 : intensity;
        require(value >= 0 && value <= 10, at + "/intensity", "must be from 0 to 10");
        return new RuleTable.Action(text(then.path("action"), at + "/action"), value);
    }

    private static @Nullable Double number(JsonNode node, String at) {
        require(node.isMissingNode() || node.isNumber(), at, "must be a number");
        return node.isNumber() ? node.doubleValue() : null;
    }

    private static String text(JsonNode node, String at) {
        require(node.isTextual() && !node.textValue().isBlank(), at, "must be text");
        return node.textValue();
    }

    private static void only(JsonNode node, Set<String> names, String at) {
        require(node.isObject(), at, "must be an object");
        node.fieldNames().forEachRemaining(name -> require(names.contains(name), at + "/" + name, "is not known"));
    }

    private static void require(boolean holds, String at, String what) {
        if (!holds) {
            throw new InvalidRules((at.isEmpty() ? "the table" : at) + " " + what);
        }
    }

    /** The table cannot be used. */
    public static final class InvalidRules extends RuntimeException {

        private static final long serialVersionUID = 1L;

        InvalidRules(String what) {
            super(what, null, false, false);
        }
    }
}
