package io.bhiv.automation.service.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.bhiv.automation.engine.job.Trigger.Filter;
import io.bhiv.kit.json.JsonLimits;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.json.StrictJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The value of a record, as filters see it. */
sealed interface RecordValue {

    record Json(JsonNode document) implements RecordValue {}

    record NoJson() implements RecordValue {}

    /**
     * Beyond the bounds of what is read.
     *
     * @param reason which bound; safe to show
     */
    record TooLarge(String reason) implements RecordValue {}

    /** Some 6 MiB as a tree: the writers of the topic decide what is in a record, and a tree takes thirty times the bytes of braces. */
    StrictJson JSON = StrictJson.of(
            JsonLimits.standard().withBytes(4 << 20).withDepth(1_000).withTokens(100_000));

    static RecordValue of(byte @Nullable [] value) {
        if (value == null) {
            return new Json(NullNode.instance);
        }
        try {
            return new Json(JSON.tree(value));
        } catch (JsonRefused refused) {
            return switch (refused.reason()) {
                case TOO_LARGE, LIMIT, TOO_MANY_TOKENS ->
                    new TooLarge(refused.reason().detail());
                case NOT_UTF8, EMPTY, MALFORMED, DUPLICATE_KEY, TRAILING -> new NoJson();
            };
        }
    }

    /** What is no JSON passes only where nothing is asked of it. */
    default boolean passes(List<Filter> filters) {
        return filters.isEmpty()
                || (this instanceof Json(JsonNode document)
                        && filters.stream()
                                .allMatch(
                                        filter -> document.at(filter.pointer()).equals(filter.equalTo())));
    }
}
