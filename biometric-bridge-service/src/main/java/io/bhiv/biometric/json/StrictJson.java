package io.bhiv.biometric.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Readers of other people's JSON. Safe for any thread. */
public final class StrictJson {

    public static final int MAX_DEPTH = 200;

    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxNumberLength(100)
            .maxNameLength(1_000)
            .maxStringLength(1_000_000)
            .build();

    /** Refuses a key that comes twice: which of both counts would otherwise be the sender's choice. */
    public static final JsonFactory FACTORY = factory(true);

    private static final JsonFactory CHECKED_PARTS = factory(false);

    private static final ObjectReader TREES = new JsonMapper(CHECKED_PARTS).readerFor(JsonNode.class);

    private StrictJson() {}

    /** The value that the parser stands at, as a tree. */
    public static JsonNode tree(JsonParser parser) throws IOException {
        return TREES.readValue(parser);
    }

    /** Parsers for a part of a document that {@link #FACTORY} has walked through as a whole. */
    public static JsonFactory checkedParts() {
        return CHECKED_PARTS;
    }

    private static JsonFactory factory(boolean refuseDuplicateKeys) {
        return new JsonFactoryBuilder()
                .streamReadConstraints(LIMITS)
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, refuseDuplicateKeys)
                .configure(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION, false)
                .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
                .build();
    }
}
