package io.bhiv.biometric.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Readers of other people's JSON. Safe for any thread. */
public final class StrictJson {

    public static final int MAX_DEPTH = 200;

    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxNumberLength(100)
            .maxNameLength(1_000)
            .maxStringLength(1_000_000)
            .build();

    /** Refuses a key that comes twice: which of both counts would otherwise be the attacker's choice. */
    public static final JsonFactory FACTORY = factory(true);

    /** Reads parts of a document that {@link #FACTORY} has already walked through. */
    private static final JsonMapper TREES = new JsonMapper(factory(false));

    private StrictJson() {}

    /** Reads one value after another from a parser, as trees. */
    public static ObjectReader trees() {
        return TREES.reader();
    }

    /** A parser for a part of a document that has been checked as a whole. */
    public static JsonFactory checkedParts() {
        return TREES.getFactory();
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
