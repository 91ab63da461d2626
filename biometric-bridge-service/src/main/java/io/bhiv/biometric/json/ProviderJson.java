package io.bhiv.biometric.json;

import io.bhiv.kit.json.JsonLimits;
import io.bhiv.kit.json.StrictJson;

/** How strictly the JSON of providers is read. Bytes are bounded where a body is taken in. */
public final class ProviderJson {

    public static final int MAX_DEPTH = 200;

    private static final JsonLimits LIMITS =
            new JsonLimits(Integer.MAX_VALUE, MAX_DEPTH, 100, 1_000, 1_000_000, Long.MAX_VALUE);

    /** Small bodies, read token by token: their bytes bound them. */
    static final StrictJson NOTICES = StrictJson.of(LIMITS);

    private ProviderJson() {}

    /** Bodies that carry data and become trees. */
    public static StrictJson ofPayloads(long maxTokens) {
        return StrictJson.of(LIMITS.withTokens(maxTokens));
    }
}
